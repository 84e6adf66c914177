package filework

import (
	"cmp"
	"fmt"
	"os"
	"syscall"

	"threadboost/lib/lab"
)

// files are a number of files of one size, and where they shall lie.
type files struct {
	count int
	size  lab.Bytes
	dir   string
	sets  int  // how often they lie there at once: copies take room too
	cold  bool // they are read from the disk
}

func (f files) withDefaults() files {
	return files{cmp.Or(f.count, 200), cmp.Or(f.size, 64*lab.KiB), cmp.Or(f.dir, os.TempDir()), cmp.Or(f.sets, 1), f.cold}
}

// describe says what is done with the files, such as "200 file reads of 64 KiB".
func (f files) describe(act, acts string) string {
	if f.count != 1 {
		act = acts
	}
	if f.cold {
		act = "cold " + act
	}
	return fmt.Sprintf("%d %s of %v", f.count, act, f.size)
}

// check refuses files that cannot be, or for which there is no room.
func (f files) check() error {
	switch {
	case f.count < 0:
		return fmt.Errorf("it asks for %d files: want at least 1, or 0 for 200", f.count)
	case f.size < 0:
		return fmt.Errorf("it asks for files of %v: want at least 1 B, or 0 for 64 KiB", f.size)
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(f.dir, &disk); err != nil {
		return fmt.Errorf("folder %s: %w: set Dir to a folder that is there", f.dir, err)
	}
	if f.cold {
		if err := checkCold(f.dir); err != nil {
			return err
		}
	}
	if disk.Blocks == 0 {
		return nil // a file system that does not tell
	}
	block := uint64(disk.Bsize)
	return f.fit(disk.Bavail, block, disk.Files, disk.Ffree)
}

// fit compares the files with the free blocks and, where the file system counts them (inodes > 0), with the files that may be added.
func (f files) fit(free, block, inodes, freeInodes uint64) error {
	each := (uint64(f.size)-1)/block + 1 // blocks; never overflows, as the size is positive
	count := uint64(f.count) * uint64(f.sets)
	if count > free/each {
		return fmt.Errorf("%d files of %v do not fit into folder %s, %s are free: use fewer or smaller files, or set Dir to a folder on another disk",
			count, f.size, f.dir, rounded(free*block))
	}
	if inodes > 0 && count > freeInodes {
		return fmt.Errorf("folder %s has room for %d more files, it asks for %d: use fewer, or set Dir to a folder on another disk",
			f.dir, freeInodes, count)
	}
	return nil
}

// rounded gives a size in the largest unit of which there are at least 10, rounded down.
func rounded(size uint64) lab.Bytes {
	for _, unit := range []lab.Bytes{lab.GiB, lab.MiB, lab.KiB} {
		if size >= 10*uint64(unit) {
			return lab.Bytes(size) / unit * unit
		}
	}
	return lab.Bytes(size)
}
