// Package filework is work on files: [Read], [Write] and [Copy] on files of one size that it makes, [Corpus] and [Search] on real files of
// a folder that you name, the source tree of Go by default. [SlowDisk] is any of them on a disk with a simulated latency.
//
// Files that the package makes lie in a folder of their own in the system's folder for temporary files, which all trials of a run share
// and which is removed at its end. Where that is kept in memory (tmpfs), name a folder on a disk with Dir. Content is random bytes,
// the same in every run, and differs from file to file. Files that are yours are only read. Each file is checked for its length and
// content, also a copy and what was written, so a file that was shortened, removed or changed meanwhile is an error of its unit.
//
// # What waits and what computes
//
// A unit marks its system calls (open, read, write, fsync, close) as waits and computes a checksum (CRC-32C), or searches, between them. A
// system call on a file blocks a thread of the operating system, not only a goroutine. It may well use the processor: a file in the page
// cache is copied, which is the processor's work from start to end. So with two cores Read can be at most twice as fast, however many
// workers it has; the trial's processor time shows it. What 32 workers take off the time of one, on two cores and a virtual disk, while the
// machine had much other work (BenchmarkPool; the medians of up to ten runs, then those with GOMAXPROCS=32):
//
//	Read                    9 to 41 %, 19 to 34 %
//	Read, Cold             38 to 62 %, 57 to 80 %
//	Write                  nothing to 9 %
//	Write, Sync            47 to 86 %, 53 to 87 %
//	Copy                   nothing
//	Corpus                 nothing to 20 %
//	Corpus, Cold           27 to 67 %, 78 %
//	Search                 nothing to 11 %, 23 %
//	SlowDisk, 5 ms         96 %
//
// The ranges are wide because others used the same processors and the same disk. GOMAXPROCS matters to cold reads: Go learns only after
// 20 us or more that a thread is blocked, and hands its processor on then, so with two of them two reads hold up all others for that
// long. For cold files set it higher than the number of cores.
//
// At most 1,000 units are inside their system calls at a time, the others wait for one of them: each may need a thread, and Go ends
// a program that needs more than 10,000.
//
// # Cold
//
// With Cold the pages of the files, and of no others, are dropped from the page cache before each trial, and once more when a unit opens
// its file. This needs no rights (posix_fadvise), but Linux, and a disk: in tmpfs it is refused. Pages stay that are not written to the disk
// yet, or that a program has mapped. Names, sizes and places of files stay in memory, and the host of a virtual disk may have all of it.
//
// # Cost
//
// The package leaves timing to lab, and how units are run to the models. It is what os.ReadFile does with a buffer that is used
// again: a fresh one for each file takes longer to clear than to fill. Two workers take 0.8 to 1.6 times as long as two threads of a C
// program that read the same files and add their words up, 1.6 when the machine had least other work (BenchmarkReadAgainstC). Cost of
// a file of 64 KiB, one after the other (BenchmarkUnit, BenchmarkPool): 15 to 50 us to read, 0.3 to 0.5 ms to read cold, 0.1 to 2 ms to
// write, 1 to 3 ms to write with fsync; disks differ by far more than that.
//
// A process that is killed leaves its folder, named threadboost-*, to whatever clears the temporary files of the system.
package filework
