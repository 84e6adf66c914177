//go:build amd64 || arm64

package filework

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// onDisk is a folder for a test which is not kept in memory: where that of temporary files is, one beside the test.
func onDisk(t *testing.T) string {
	t.Helper()
	if dir := t.TempDir(); !inMemory(dir) {
		return dir
	}
	dir, err := os.MkdirTemp(".", "testdata-cold-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// cached counts the pages of a file that are in the page cache, by mincore(2), and all its pages.
func cached(t *testing.T, name string) (in, all int) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	memory, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(memory)
	pages := make([]byte, (len(memory)-1)/os.Getpagesize()+1)
	_, _, errno := syscall.Syscall(syscall.SYS_MINCORE, uintptr(unsafe.Pointer(&memory[0])), uintptr(len(memory)), uintptr(unsafe.Pointer(&pages[0])))
	if errno != 0 {
		t.Fatal(errno)
	}
	for _, page := range pages {
		in += int(page & 1)
	}
	return in, len(pages)
}

// wantCached compares the pages that are in the cache.
func wantCached(t *testing.T, file, when string, want bool) {
	t.Helper()
	in, all := cached(t, file)
	if want && in != all || !want && in != 0 {
		t.Errorf("%s, %d of %d pages of %s are in the page cache, want all: %t", when, in, all, filepath.Base(file), want)
	}
}

func TestColdFilesAreNotInThePageCache(t *testing.T) {
	tests := []struct {
		name string
		make func(dir string) lab.Stager
	}{
		{"read", func(dir string) lab.Stager { return Read{Files: 4, Size: 300 * lab.KiB, Cold: true, Dir: dir} }},
		{"copy", func(dir string) lab.Stager { return Copy{Files: 4, Size: 300 * lab.KiB, Cold: true, Dir: dir} }},
		{"slow disk", func(dir string) lab.Stager {
			return SlowDisk{Read{Files: 4, Size: 300 * lab.KiB, Cold: true, Dir: dir}, 1}
		}},
		{"corpus", func(dir string) lab.Stager { return Corpus{Root: dir, Cold: true} }},
		{"search", func(dir string) lab.Stager { return Search{In: Corpus{Root: dir, Cold: true}} }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := onDisk(t)
			other := filepath.Join(dir, "0") // a file of a corpus, or none of the workload's
			write(t, other, 300<<10)
			staged, release, err := test.make(dir).Stage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer release()
			file := other
			if made, _ := filepath.Glob(filepath.Join(dir, "threadboost-*", "0")); len(made) == 1 {
				file = made[0]
			}
			for range 2 { // trials
				job, err := staged.Prepare(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				wantCached(t, file, "before the trial", false)
				if err := job.Do(t.Context(), 0, 0); err != nil {
					t.Fatal(err)
				}
				wantCached(t, file, "after the unit", true)
				if job.Close != nil {
					if err := job.Close(); err != nil {
						t.Error(err)
					}
				}
			}
			if file != other {
				wantCached(t, other, "after all of it", true) // other people's files stay
			}
		})
	}
}

// write writes a file and waits until the disk has it.
func write(t *testing.T, name string, size int) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := file.Sync(); err != nil {
		t.Fatal(err)
	}
}

// A unit drops its file itself: what has been read meanwhile, by a unit that was run twice say, is cold again.
func TestOpenDropsWhatWasReadMeanwhile(t *testing.T) {
	name := filepath.Join(onDisk(t), "file")
	write(t, name, 300<<10)
	wantCached(t, name, "after writing", true)
	file, err := openFile(name, true)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	wantCached(t, name, "after opening", false)
}

func TestColdRun(t *testing.T) {
	for _, w := range []lab.Workload{
		Read{Files: 10, Cold: true, Dir: onDisk(t)},
		Copy{Files: 5, Cold: true, Sync: true, Dir: onDisk(t)},
		Search{In: Corpus{Root: ".", Cold: true}},
	} {
		t.Run(lab.NameOf(w), func(t *testing.T) {
			e := lab.Experiment{Name: "cold", Workload: w, Models: lab.Models{model.Sequential{}, model.Pool{Workers: 4}}, Trials: 2}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range r.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
			}
		})
	}
}

// Every Linux has this folder in memory: programs share memory there.
func TestColdIsRefusedInMemory(t *testing.T) {
	const dir = "/dev/shm"
	if !inMemory(dir) {
		t.Fatalf("%s is no tmpfs: the test says nothing", dir)
	}
	for _, w := range []lab.Workload{Read{Cold: true, Dir: dir}, Copy{Cold: true, Dir: dir}, Corpus{Cold: true, Root: dir}} {
		_, err := w.Prepare(t.Context())
		if err == nil || !strings.Contains(err.Error(), "folder /dev/shm is kept in memory (tmpfs)") {
			t.Errorf("%v: error is %v, want that the folder is in memory", w, err)
		}
	}
}
