package guard

import (
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"threadboost/kernel/process"
)

// prefix begins the name of every folder.
const prefix = "threadboost-"

// hold marks a folder as one that has a guard, until the returned file is closed or we end, however.
func hold(folder string) *os.File {
	dir, err := os.Open(folder)
	if err == nil {
		unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	return dir
}

// young is the age below which a folder may belong to a guard that does not hold it yet.
const young = 10 * time.Second

// Sweep removes what is left where a guard and its owner were both killed: the folders in the temporary folder that nobody holds, and the
// processes that belong to them. It takes less than a millisecond when there is none.
func Sweep() {
	folders, _ := filepath.Glob(filepath.Join(base(), prefix+"*"))
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < young || !isOurs(info) {
			continue
		}
		dir, err := os.Open(folder)
		if err != nil {
			continue
		}
		if unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			process.KillMarked(mark + "=" + folder)
			os.RemoveAll(folder)
		}
		dir.Close()
	}
}
