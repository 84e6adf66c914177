// Package measure holds the instruments of a trial: a clock, a [Recorder] that keeps one raw record a unit, a [Meter] of what the
// process used and what others did meanwhile, the facts of the machine, and a [Doctor] that says what makes it noisy.
//
// It measures and judges nothing but noise: lab decides what runs and when, infer and frame turn records into statistics. It resembles
// what testing.B keeps to itself, with one difference: every unit is recorded, not only their sum, so that each median, table and
// figure is a fold over the same records.
//
// Cost: a recorded unit costs two readings of the clock and two atomic operations, about 80 ns, and no allocation after
// [NewRecorder] (BenchmarkRecorder; lab's BenchmarkRecording has the whole of it). A record takes 56 bytes; what few trials have takes
// memory once it is used: 8 bytes a unit each for bytes moved and for turns waited for, 24 a unit and stage, 16 a point of a series.
package measure
