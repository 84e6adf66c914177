// Package filework is work on files: [Read] reads and sums files of one size, [Write] writes them.
//
// The files are real. They lie in a folder of their own in the system's folder for temporary files, which all trials of a run share and
// which is removed at its end. Where that is kept in memory (tmpfs), name a folder on a disk with Dir. Content is random bytes,
// the same in every run, and differs from file to file; each file is checked for its length and content, so a file that was
// shortened, removed or changed meanwhile is an error of its unit.
//
// # What waits and what computes
//
// A unit marks its system calls (open, read, write, fsync, close) as waits and computes a checksum (CRC-32C) between them. A system
// call on a file blocks a thread of the operating system, not only a goroutine. It may well use the processor: a file in the page
// cache, as those of Read are, is copied, which is the processor's work from start to end. So with two cores Read can be at most
// twice as fast, however many workers it has; the trial's processor time shows it.
//
// At most 1,000 units are inside their system calls at a time, the others wait for one of them: each may need a thread, and Go ends
// a program that needs more than 10,000.
//
// The package leaves timing to lab, and how units are run to the models. It is what os.ReadFile does with a buffer that is used
// again: a fresh one for each file takes longer to clear than to fill. Cost of a file of 64 KiB on two cores and a virtual disk
// (BenchmarkUnit): 15 to 25 us to read, 0.1 to 0.5 ms to write, 1 ms to write with fsync; disks differ by far more than that.
//
// A process that is killed leaves its folder, named threadboost-*, to whatever clears the temporary files of the system.
package filework
