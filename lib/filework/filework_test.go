package filework

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

var models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}, model.EventLoop{}}

// empty fails the test unless a folder holds nothing.
func empty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Errorf("%s was left behind in %s", entry.Name(), dir)
	}
}

// openFiles counts the files that this process has open below a folder.
func openFiles(t *testing.T, dir string) (n int) {
	t.Helper()
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, dir) {
			n++
		}
	}
	return n
}

// small is a folder with files of several sizes, some of them below folders.
func small(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"a.txt":         "TODO: one\nnothing\nTODO: two",
		"empty.txt":     "",
		"b/c.txt":       strings.Repeat("a long line without a break ", 20_000), // more than two pieces
		"b/d/large.txt": strings.Repeat("a line\n"+strings.Repeat("x", 693)+"\n", 500) + "TODO: the last one\n",
		"b/e.go":        "package e // TODO\n",
	} {
		put(t, filepath.Join(root, name), text)
	}
	return root
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRun(t *testing.T) {
	tests := []struct {
		name  string
		make  func(dir string) lab.Workload
		waits []int32 // of each unit; the last one's of all that follow
		moved int64   // bytes of a unit; 0 where they differ
	}{
		{"read", func(dir string) lab.Workload { return Read{Files: 50, Size: 64 * lab.KiB, Dir: dir} }, []int32{1}, 64 << 10},
		{"read of one byte", func(dir string) lab.Workload { return Read{Files: 3, Size: 1, Dir: dir} }, []int32{1}, 1},
		{"read of large files", func(dir string) lab.Workload { return Read{Files: 5, Size: 300 * lab.KiB, Dir: dir} }, []int32{3}, 300 << 10},
		{"read of one file", func(dir string) lab.Workload { return Read{Files: 1, Size: lab.KiB, Dir: dir} }, []int32{1}, 1 << 10},
		{"write", func(dir string) lab.Workload { return Write{Files: 10, Size: 64 * lab.KiB, Dir: dir} }, []int32{1}, 64 << 10},
		{"write with fsync", func(dir string) lab.Workload { return Write{Files: 5, Size: 1000, Sync: true, Dir: dir} }, []int32{1}, 1000},
		{"write of large files", func(dir string) lab.Workload { return Write{Files: 5, Size: 300 * lab.KiB, Dir: dir} }, []int32{1}, 300 << 10},
		{"copy", func(dir string) lab.Workload { return Copy{Files: 10, Size: 64 * lab.KiB, Dir: dir} }, []int32{1}, 128 << 10},
		{"copy with fsync", func(dir string) lab.Workload { return Copy{Files: 5, Size: 1, Sync: true, Dir: dir} }, []int32{1}, 2},
		{"copy of large files", func(dir string) lab.Workload { return Copy{Files: 5, Size: 300 * lab.KiB, Dir: dir} }, []int32{3}, 600 << 10},
		{"slow disk", func(dir string) lab.Workload {
			return SlowDisk{Read{Files: 10, Size: lab.KiB, Dir: dir}, time.Millisecond}
		}, []int32{2}, 1 << 10},
		{"corpus", func(string) lab.Workload { return Corpus{Root: small(t)} }, []int32{1, 5, 3, 1, 1}, 0},
		{"corpus of one kind", func(string) lab.Workload { return Corpus{Root: small(t), Match: "*.go"} }, []int32{1}, 18},
		{"search", func(string) lab.Workload { return Search{In: Corpus{Root: small(t)}} }, []int32{1, 5, 3, 1, 1}, 0},
		{"search by an expression", func(string) lab.Workload { return Search{`^a +line$`, Corpus{Root: small(t)}} }, []int32{1, 5, 3, 1, 1}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			e := lab.Experiment{Name: "test", Workload: test.make(dir), Models: models, Trials: 2}
			results, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range results.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures %v", trial.Model, trial.Failures)
				}
				for i, u := range trial.Units {
					want := test.waits[min(i, len(test.waits)-1)]
					if u.Waits != want || u.Waited <= 0 || u.Waited > u.Ended-u.Started {
						t.Fatalf("%s: unit %d has %d waits of %d in %d ns, want %d", trial.Model, i, u.Waits, u.Waited, u.Ended-u.Started, want)
					}
					if test.moved > 0 && trial.Bytes[i] != test.moved {
						t.Fatalf("%s: unit %d moved %d bytes, want %d", trial.Model, i, trial.Bytes[i], test.moved)
					}
				}
			}
			empty(t, dir)
			if n := openFiles(t, dir); n > 0 {
				t.Errorf("%d files are still open", n)
			}
		})
	}
}

func TestPrepareAloneRemovesItsFiles(t *testing.T) {
	for _, make := range []func(dir string) lab.Workload{
		func(dir string) lab.Workload { return Read{Files: 3, Size: 10, Dir: dir} },
		func(dir string) lab.Workload { return Write{Files: 3, Size: 10, Dir: dir} },
		func(dir string) lab.Workload { return Copy{Files: 3, Size: 10, Dir: dir} },
		func(dir string) lab.Workload { return SlowDisk{Read{Files: 3, Size: 10, Dir: dir}, time.Microsecond} },
		func(string) lab.Workload { return Corpus{Root: small(t)} },
	} {
		dir := t.TempDir()
		w := make(dir)
		t.Run(lab.NameOf(w), func(t *testing.T) {
			job, err := w.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i := range job.Units {
				if err := job.Do(t.Context(), 0, i); err != nil {
					t.Error(err)
				}
			}
			if err := job.Close(); err != nil {
				t.Error(err)
			}
			empty(t, dir)
		})
	}
}

// stage returns a job on staged material, and the folder of the material.
func stage(t *testing.T, s lab.Stager, dir string) (job *lab.Job, folder string) {
	t.Helper()
	staged, release, err := s.Stage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
		empty(t, dir)
	})
	if job, err = staged.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	folders, _ := filepath.Glob(filepath.Join(dir, "threadboost-*"))
	if len(folders) != 1 {
		t.Fatalf("folders %v, want one", folders)
	}
	return job, folders[0]
}

func TestReadOfChangedFileIsAnErrorOfItsUnit(t *testing.T) {
	tests := []struct {
		name   string
		change func(file string) error
		want   string
	}{
		{"shortened", func(file string) error { return os.Truncate(file, 10) }, "10 bytes, want 1000"},
		{"lengthened", func(file string) error { return os.Truncate(file, 5000) }, "more than 1000 bytes"},
		{"emptied", func(file string) error { return os.Truncate(file, 0) }, "0 bytes, want 1000"},
		{"removed", os.Remove, "no such file"},
		{"overwritten", func(file string) error { return os.WriteFile(file, make([]byte, 1000), 0o600) }, "other content: checksum"},
		{"replaced by its neighbour", func(file string) error { return os.Rename(filepath.Join(filepath.Dir(file), "2"), file) }, "other content"},
		{"replaced by a folder", func(file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o700)) }, "is a directory"},
		{"replaced by an endless one", func(file string) error { return errors.Join(os.Remove(file), os.Symlink("/dev/zero", file)) }, "more than 1000 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			job, folder := stage(t, Read{Files: 3, Size: 1000, Dir: dir}, dir)
			file := filepath.Join(folder, "1")
			if err := test.change(file); err != nil {
				t.Fatal(err)
			}
			if err := job.Do(t.Context(), 0, 0); err != nil {
				t.Errorf("unit 0, whose file is as it was: %v", err)
			}
			err := job.Do(t.Context(), 0, 1)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), file) {
				t.Errorf("error is %v, want one with %q and %s", err, test.want, file)
			}
		})
	}
}

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	for _, make := range []func(dir string) lab.Stager{
		func(dir string) lab.Stager { return Write{Files: 3, Size: 1000, Dir: dir} },
		func(dir string) lab.Stager { return Copy{Files: 3, Size: 1000, Dir: dir} },
		func(dir string) lab.Stager { return SlowDisk{Copy{Files: 3, Size: 1000, Dir: dir}, 1} },
	} {
		dir := t.TempDir()
		w := make(dir)
		t.Run(lab.NameOf(w), func(t *testing.T) {
			job, folder := stage(t, w, dir)
			if err := job.Do(t.Context(), 0, 1); err != nil {
				t.Fatal(err)
			}
			trials, _ := filepath.Glob(filepath.Join(folder, "trial-*"))
			if err := os.Truncate(filepath.Join(trials[0], "1"), 999); err != nil {
				t.Fatal(err)
			}
			if err := job.Close(); err == nil || !strings.Contains(err.Error(), "999 bytes, want 1000") {
				t.Errorf("error is %v, want one that tells of 999 bytes", err)
			}
			if trials, _ = filepath.Glob(filepath.Join(folder, "trial-*")); len(trials) > 0 {
				t.Errorf("%v was left behind", trials)
			}
		})
	}
}

func TestCopyOfChangedFileIsAnErrorOfItsUnit(t *testing.T) {
	dir := t.TempDir()
	job, folder := stage(t, Copy{Files: 3, Size: 1000, Dir: dir}, dir)
	if err := os.WriteFile(filepath.Join(folder, "1"), make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := job.Do(t.Context(), 0, 1); err == nil || !strings.Contains(err.Error(), "other content") || !strings.Contains(err.Error(), folder) {
		t.Errorf("error is %v, want one with %q and %s", err, "other content", folder)
	}
	if err := job.Close(); err != nil {
		t.Errorf("closing gives %v, but no unit has said that it copied", err)
	}
}

// A copy that fails half-way closes both files and says which could not be written.
func TestCopyThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	job, folder := stage(t, Copy{Files: 1, Size: 300 * lab.KiB, Dir: dir}, dir)
	lower(t, syscall.RLIMIT_FSIZE, 100<<10)
	if err := job.Do(t.Context(), 0, 0); !errors.Is(err, syscall.EFBIG) || !strings.Contains(err.Error(), "trial-") {
		t.Errorf("error is %v, want %v with the path of the copy", err, syscall.EFBIG)
	}
	if n := openFiles(t, folder); n > 0 {
		t.Errorf("%d files are still open", n)
	}
	if err := job.Close(); err != nil {
		t.Error(err)
	}
}

// cancelling ends a run after a number of its units have begun.
type cancelling struct {
	lab.Model
	after  int
	cancel context.CancelFunc
}

func (c cancelling) Run(ctx context.Context, job *lab.Job) error {
	for i := range min(c.after, job.Units) {
		job.Do(ctx, 0, i)
	}
	c.cancel()
	return ctx.Err()
}

func TestCancel(t *testing.T) {
	for _, make := range []func(dir string) lab.Workload{
		func(dir string) lab.Workload { return Read{Files: 20, Dir: dir} },
		func(dir string) lab.Workload { return Write{Files: 20, Dir: dir} },
		func(dir string) lab.Workload { return Copy{Files: 20, Dir: dir} },
		func(dir string) lab.Workload { return SlowDisk{Write{Files: 20, Dir: dir}, time.Millisecond} },
		func(string) lab.Workload { return Search{In: Corpus{Root: small(t)}} },
	} {
		dir := t.TempDir()
		w := make(dir)
		t.Run(lab.NameOf(w), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			m := cancelling{model.Sequential{}, 5, cancel}
			_, err := lab.Run(ctx, lab.Experiment{Name: "test", Workload: w, Models: lab.Models{m}}, lab.Options{})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error is %v, want %v", err, context.Canceled)
			}
			empty(t, dir)
		})
	}
}

func TestCancelledBeforeStart(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, w := range []lab.Workload{Read{Dir: dir}, Write{Dir: dir}, Copy{Dir: dir}, Corpus{Root: small(t)}, Search{In: Corpus{}}} {
		if _, err := w.Prepare(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: error is %v, want %v", w, err, context.Canceled)
		}
	}
	empty(t, dir)
}

func TestStrings(t *testing.T) {
	tests := []struct {
		w    lab.Workload
		want string
	}{
		{Read{}, "200 file reads of 64 KiB"},
		{Read{Files: 1}, "1 file read of 64 KiB"},
		{Write{Files: 5, Size: 1000}, "5 file writes of 1000 B"},
		{Write{Files: 1, Size: lab.MiB, Sync: true}, "1 file write of 1 MiB with fsync"},
		{Read{Cold: true}, "200 cold file reads of 64 KiB"},
		{Copy{}, "200 file copies of 64 KiB"},
		{Copy{Files: 1, Cold: true, Sync: true}, "1 cold file copy of 64 KiB with fsync"},
		{Corpus{}, "reads of all files in Go's source tree"},
		{Corpus{Root: "books", Match: "*.txt", Files: 500, Cold: true}, "cold reads of 500 *.txt files in books"},
		{Search{}, `searches for "TODO" in all files in Go's source tree`},
		{Search{"[ab]", Corpus{Match: "*.go", Cold: true}}, `cold searches for "[ab]" in all *.go files in Go's source tree`},
		{SlowDisk{}, "200 file reads of 64 KiB on a simulated 5 ms disk"},
		{SlowDisk{Search{}, 1500 * time.Microsecond}, `searches for "TODO" in all files in Go's source tree on a simulated 1.5 ms disk`},
	}
	for _, test := range tests {
		if got := lab.NameOf(test.w); got != test.want {
			t.Errorf("name is %q, want %q", got, test.want)
		}
	}
}
