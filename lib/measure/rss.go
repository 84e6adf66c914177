package measure

import "os"

// resetPeakRSS makes the kernel forget the most physical memory that this process has had: see proc(5), clear_refs. Where it does
// not, peakRSS is that of the process's life so far.
func resetPeakRSS() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakRSS returns the most physical memory since then, 0 where there is no /proc.
func peakRSS() int64 { return kibibytes(field("/proc/self/status", "VmHWM")) * 1024 }
