// Package measure holds the instruments of a trial: a clock, a recorder that keeps one raw record a unit, the process's
// resource usage, and the facts of the machine.
//
// It measures and judges nothing: lab decides what runs and when, infer and frame turn records into statistics. It resembles
// what testing.B keeps to itself, with one difference: every unit is recorded, not only their sum, so that each median, table and
// figure is a fold over the same records.
//
// Cost: a recorded unit costs two readings of the clock and two atomic operations, about 70 ns, and no allocation after
// [NewRecorder] (BenchmarkRecorder; lab's BenchmarkRecording has the whole of it). A record takes 48 bytes.
package measure
