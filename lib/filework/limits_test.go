package filework

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"threadboost/lib/lab"
)

func TestHostileInput(t *testing.T) {
	tests := []struct {
		name  string
		files int
		size  lab.Bytes
		want  string
	}{
		{"negative number", -5, 0, "-5 files: want at least 1"},
		{"negative size", 0, -1, "files of -1 B: want at least 1 B"},
		{"least size", 1, -1 << 63, "want at least 1 B"},
		{"huge size", 1, 1<<63 - 1, "do not fit into folder"},
		{"huge number", 1 << 62, 1, "do not fit into folder"},
		{"huge product", 1 << 40, 1 << 40, "do not fit into folder"},
		{"product that wraps to zero", 1 << 32, 1 << 32, "do not fit into folder"},
	}
	for _, test := range tests {
		dir := t.TempDir()
		for _, w := range []lab.Workload{
			Read{Files: test.files, Size: test.size, Dir: dir},
			Write{Files: test.files, Size: test.size, Dir: dir},
			Copy{Files: test.files, Size: test.size, Dir: dir},
		} {
			t.Run(test.name, func(t *testing.T) {
				_, err := w.Prepare(t.Context())
				if err == nil || !strings.HasPrefix(err.Error(), "filework: ") || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v: error is %v, want one with %q", w, err, test.want)
				}
				empty(t, dir)
			})
		}
	}
}

func TestFolderThatIsNotThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	if _, err := (Read{Dir: missing}).Prepare(t.Context()); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "set Dir") {
		t.Errorf("error is %v, want %v and what to do", err, os.ErrNotExist)
	}
}

func TestFit(t *testing.T) {
	tests := []struct {
		name                            string
		files                           files
		free, block, inodes, freeInodes uint64
		fits                            bool
	}{
		{"just fits", files{count: 10, size: 4096, sets: 1}, 10, 4096, 100, 10, true},
		{"one byte more takes a block more", files{count: 10, size: 4097, sets: 1}, 10, 4096, 100, 10, false},
		{"one file too many", files{count: 11, size: 1, sets: 1}, 10, 4096, 100, 100, false},
		{"two sets just fit", files{count: 5, size: 4096, sets: 2}, 10, 4096, 10, 10, true},
		{"two sets do not fit", files{count: 6, size: 4096, sets: 2}, 11, 4096, 100, 100, false},
		{"two sets, too few inodes", files{count: 5, size: 1, sets: 2}, 100, 4096, 100, 9, false},
		{"too few inodes", files{count: 10, size: 1, sets: 1}, 10, 4096, 100, 9, false},
		{"inodes are not counted", files{count: 10, size: 1, sets: 1}, 10, 4096, 0, 0, true},
		{"full", files{count: 1, size: 1, sets: 1}, 0, 4096, 100, 100, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := test.files.fit(test.free, test.block, test.inodes, test.freeInodes); (err == nil) != test.fits {
				t.Errorf("fit gives %v, want that it fits: %v", err, test.fits)
			}
		})
	}
}

// lower sets a limit of this process until the test ends.
func lower(t *testing.T, resource int, soft uint64) {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(resource, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: soft, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setrlimit(resource, &old); err != nil {
			t.Error(err)
		}
	})
}

// A limit of the size of files stands for a disk that fills up while the files are written.
func TestWriteErrorRemovesFolder(t *testing.T) {
	dir := t.TempDir()
	lower(t, syscall.RLIMIT_FSIZE, 8<<20)
	_, err := Read{Files: 3, Size: 10 * lab.MiB, Dir: dir}.Prepare(t.Context())
	if !errors.Is(err, syscall.EFBIG) || !strings.HasPrefix(err.Error(), "filework: file "+dir) {
		t.Errorf("error is %v, want %v with the path", err, syscall.EFBIG)
	}
	empty(t, dir)
}

func TestErrorsTellWhatToDo(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ENOSPC: "make room",
		syscall.EDQUOT: "make room",
		syscall.EMFILE: `"ulimit -n"`,
		syscall.ENFILE: `"ulimit -n"`,
	} {
		if err := fileError("dir/7", cause); !errors.Is(err, cause) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "dir/7") {
			t.Errorf("error is %v, want one with %q and dir/7", err, want)
		}
	}
}

func TestTooManyOpenFiles(t *testing.T) {
	dir := t.TempDir()
	job, _ := stage(t, Read{Files: 1, Size: 10, Dir: dir}, dir)
	lower(t, syscall.RLIMIT_NOFILE, 3)
	if err := job.Do(t.Context(), 0, 0); !errors.Is(err, syscall.EMFILE) || !strings.Contains(err.Error(), "lower the number of workers") {
		t.Errorf("error is %v, want %v and what to do", err, syscall.EMFILE)
	}
}

func TestUnitWaitsForItsTurn(t *testing.T) {
	g := newGate()
	for range blocked {
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("unit %d: error is %v, want that it waits until %v", blocked+1, err, context.Canceled)
	}
	g.leave()
	if err := g.enter(t.Context()); err != nil {
		t.Errorf("after one has left: %v", err)
	}
}

func TestRounded(t *testing.T) {
	for size, want := range map[uint64]string{0: "0 B", 9999: "9999 B", 84825604096: "79 GiB", 10<<20 + 5: "10 MiB"} {
		if got := rounded(size).String(); got != want {
			t.Errorf("rounded(%d) is %s, want %s", size, got, want)
		}
	}
}
