package filework

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

var models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}}

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

func TestRun(t *testing.T) {
	tests := []struct {
		name  string
		make  func(dir string) lab.Workload
		waits int32 // of each unit
	}{
		{"read", func(dir string) lab.Workload { return Read{Files: 50, Size: 64 * lab.KiB, Dir: dir} }, 1},
		{"read of one byte", func(dir string) lab.Workload { return Read{Files: 3, Size: 1, Dir: dir} }, 1},
		{"read of large files", func(dir string) lab.Workload { return Read{Files: 5, Size: 300 * lab.KiB, Dir: dir} }, 3},
		{"read of one file", func(dir string) lab.Workload { return Read{Files: 1, Size: lab.KiB, Dir: dir} }, 1},
		{"write", func(dir string) lab.Workload { return Write{Files: 50, Size: 64 * lab.KiB, Dir: dir} }, 1},
		{"write with fsync", func(dir string) lab.Workload { return Write{Files: 10, Size: 1000, Sync: true, Dir: dir} }, 1},
		{"write of large files", func(dir string) lab.Workload { return Write{Files: 5, Size: 300 * lab.KiB, Dir: dir} }, 1},
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
					if u.Waits != test.waits || u.Waited <= 0 || u.Waited > u.Ended-u.Started {
						t.Fatalf("%s: unit %d has %d waits of %d in %d ns, want %d", trial.Model, i, u.Waits, u.Waited, u.Ended-u.Started, test.waits)
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

func TestWriteIsReadBack(t *testing.T) {
	dir := t.TempDir()
	job, folder := stage(t, Write{Files: 3, Size: 1000, Dir: dir}, dir)
	if err := job.Do(t.Context(), 0, 1); err != nil {
		t.Fatal(err)
	}
	trial, _ := filepath.Glob(filepath.Join(folder, "trial-*"))
	if err := os.Truncate(filepath.Join(trial[0], "1"), 999); err != nil {
		t.Fatal(err)
	}
	if err := job.Close(); err == nil || !strings.Contains(err.Error(), "999 bytes, want 1000") {
		t.Errorf("error is %v, want one that tells of 999 bytes", err)
	}
	empty(t, folder)
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
	for _, w := range []lab.Workload{Read{Dir: dir}, Write{Dir: dir}} {
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
	}
	for _, test := range tests {
		if got := lab.NameOf(test.w); got != test.want {
			t.Errorf("name is %q, want %q", got, test.want)
		}
	}
}
