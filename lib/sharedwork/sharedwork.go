// Package sharedwork is work on memory that all units share: [Counter], [Map] and [FalseSharing], whose units only seem to share nothing.
// A unit does thousands of operations, and all of them contend: it is the work that gains least by more workers, and often loses.
//
// A lock and an atomic cost little while one core uses them. When two do, its cache line goes from one to the other and back, and that
// takes longer than the lock itself. To share less is worth more than any choice of lock: a sum of one's own that is added at the end, a
// shard, an owner.
//
// # Cost
//
// On two cores, nanoseconds of makespan for each operation of all units, under pools of one and of two workers, and the second in terms of
// the first, which is 0.5 where nothing hinders the two (BenchmarkOperation):
//
//	                                   1 worker   2 workers   ratio
//	Counter by Mutex                      6.2        8.5       1.4
//	Counter by RWMutex                   12         16         1.3
//	Counter by Atomic                     3.4       11         3.2
//	Counter by Channel                  225        206         1.0
//	Counter by Sharded                    3.0        1.6       0.51
//	FalseSharing                          0.41       5.8      12
//	FalseSharing, Padded                  0.41       0.18      0.45
//	Map by Mutex, 90 % reads             27         43         1.7
//	Map by RWMutex, 90 % reads           30         45         1.5
//	Map by SyncMap, 90 % reads           64         35         0.54
//	Map by Sharded, 90 % reads           37         34         1.1
//	Map by Mutex, 100 % reads            31         46         1.6
//	Map by RWMutex, 100 % reads          29         53         1.8
//	Map by SyncMap, 100 % reads          46         21         0.47
//	Map by Sharded, 100 % reads          38         51         1.3
//
// An operation of a Map includes some 4 ns to choose it (BenchmarkChoice). Who reads through a lock writes to the lock, so that neither
// readers of a RWMutex nor shards with random keys gain anything for lookups this short: on two cores it is the way of the
// lock's line that counts, and not the waiting.
//
// # How it is verified
//
// The shared state is compared when a trial's job is closed: every increment and every update must be in it, no more and no less, also
// after a trial that was called off. The checksum of a unit says what it read. A lost update ends the run:
//
//	sharedwork: Counter by mutex: it holds 7012 after 8000 increments: 988 were lost, as two units changed it at once
//
// Waits for a lock are not marked with lab.Wait, which would cost more than the lock: in the records they are part of a unit's
// computing. Memory is not shared with other processes: the workloads do not travel, and procs.Processes refuses them.
package sharedwork
