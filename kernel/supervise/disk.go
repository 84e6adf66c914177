package supervise

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// leastRoom is the room on the disk that the next cell needs to be built.
const leastRoom = 64 << 20

// relieve removes the temporary files of the cells when they have filled the disk, and returns what it has to say about that.
func (c *child) relieve() string {
	if room(c.folder) >= leastRoom {
		return ""
	}
	scratch := filepath.Join(c.folder, scratchFolder)
	files := used(scratch)
	if files < leastRoom { // the disk is full of other things
		return "There is little room left for temporary files (" + size(room(c.folder)) + " in " + filepath.Dir(c.folder) + "): cells may fail to build."
	}
	entries, _ := os.ReadDir(scratch)
	for _, e := range entries {
		os.RemoveAll(filepath.Join(scratch, e.Name()))
	}
	return "The disk was full: the temporary files of this notebook's cells (" + size(files) + ") were removed."
}

// removeOldPipes removes named pipes that GoNB has made for a cell and forgotten. It may still be about to open those of the last one.
func (c *child) removeOldPipes() {
	scratch := filepath.Join(c.folder, scratchFolder)
	entries, _ := os.ReadDir(scratch)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "gonb_pipe_") && time.Since(modified(e)) > time.Minute {
			os.Remove(filepath.Join(scratch, e.Name()))
		}
	}
}

// removeBuilds removes what a build leaves that was stopped. None is at work any more.
func (c *child) removeBuilds() {
	builds, _ := filepath.Glob(filepath.Join(c.folder, scratchFolder, "go-build*"))
	for _, folder := range builds {
		os.RemoveAll(folder)
	}
}

// room is how much may still be written where a folder is, in bytes.
func room(folder string) int64 {
	var fs unix.Statfs_t
	if unix.Statfs(folder, &fs) != nil {
		return leastRoom
	}
	return int64(fs.Bavail) * int64(fs.Bsize)
}

// used is the size of all files in a folder.
func used(folder string) (bytes int64) {
	fs.WalkDir(os.DirFS(folder), ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}

// keptOutputs is how many files with the output of cells that printed too much are kept.
const keptOutputs = 5

// outputFile is where the output of a cell goes that is too much to be shown.
func (k *Kernel) outputFile(count int) string {
	return filepath.Join(k.outputFolder(), fmt.Sprintf("%s-%d.txt", k.name, count))
}

func (k *Kernel) outputFolder() string { return filepath.Join(k.config.Folder, "output") }

// pruneOutputs removes all but the newest output files.
func (k *Kernel) pruneOutputs() {
	entries, _ := os.ReadDir(k.outputFolder())
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return modified(b).Compare(modified(a)) }) // the newest first
	for _, e := range entries[min(keptOutputs, len(entries)):] {
		os.Remove(filepath.Join(k.outputFolder(), e.Name()))
	}
}

// modified is when a file was written last; the zero time when it is gone.
func modified(e os.DirEntry) time.Time {
	info, err := e.Info()
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
