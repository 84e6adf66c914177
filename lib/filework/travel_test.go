package filework

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// TestTravel does units of one job here and there, as a worker process would do them: the sums are the same, also when a unit is run
// again there, and what was written there is what the job's Close compares.
func TestTravel(t *testing.T) {
	tests := []struct {
		name string
		make func(dir string) lab.Workload
	}{
		{"read", func(dir string) lab.Workload { return Read{Files: 5, Size: 300 * lab.KiB, Dir: dir} }},
		{"write", func(dir string) lab.Workload { return Write{Files: 5, Size: 1000, Sync: true, Dir: dir} }},
		{"copy", func(dir string) lab.Workload { return Copy{Files: 5, Size: 1000, Dir: dir} }},
		{"corpus", func(string) lab.Workload { return Corpus{Root: small(t)} }},
		{"search", func(string) lab.Workload { return Search{"^a", Corpus{Root: small(t)}} }},
		{"slow", func(dir string) lab.Workload { return SlowDisk{Copy{Files: 5, Size: 1000, Dir: dir}, time.Millisecond} }},
		{"slow twice", func(string) lab.Workload {
			return SlowDisk{SlowDisk{Search{In: Corpus{Root: small(t)}}, time.Millisecond}, time.Microsecond}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			here, want := prepared(t, test.make(t.TempDir()))
			w, err := Remote(here.Spec.Params)
			if err != nil {
				t.Fatal(err)
			}
			there, _ := prepared(t, w)
			if there.Units != here.Units || here.Spec.Workload != Name {
				t.Fatalf("%d units of %s, want %d of %s", there.Units, here.Spec.Workload, here.Units, Name)
			}
			for range 2 {
				for i, got := range sums(t, there) {
					if want == nil || got.Sum != want[i].Sum || got.Waits != want[i].Waits || got.Bytes != want[i].Bytes {
						t.Errorf("unit %d gives %+v there, %+v here", i, got, want[i])
					}
				}
			}
		})
	}
}

// prepared returns a job and what its units give here, but for those that write: a file is written once.
func prepared(t *testing.T, w lab.Workload) (*lab.Job, []lab.Remote) {
	t.Helper()
	job, err := w.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if job.Close != nil {
			if err := job.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return job, sums(t, job)
}

func sums(t *testing.T, job *lab.Job) (all []lab.Remote) {
	t.Helper()
	for i := range job.Units {
		r := job.Measure(t.Context(), measure.StartClock(), 0, i)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		all = append(all, r)
	}
	return all
}

func TestWhatCannotTravelSaysSo(t *testing.T) {
	job, err := SlowDisk{lab.Func{Units: 1, Do: nothing}, time.Millisecond}.Prepare(t.Context())
	if err != nil || job.Spec != nil {
		t.Errorf("the spec of a function on a slow disk is %v, %v, want none", job.Spec, err)
	}
}

// What was written there is compared there.
func TestTravelledCopyIsCompared(t *testing.T) {
	dir := t.TempDir()
	here, err := Copy{Files: 2, Size: 1000, Dir: dir}.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	w, err := Remote(here.Spec.Params)
	if err != nil {
		t.Fatal(err)
	}
	there, err := w.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Do(t.Context(), 0, 1); err != nil {
		t.Fatal(err)
	}
	copies, _ := filepath.Glob(filepath.Join(dir, "threadboost-*", "trial-*", "1"))
	if len(copies) != 1 || os.Truncate(copies[0], 10) != nil {
		t.Fatalf("copies are %v, want one", copies)
	}
	if err := there.Close(); err == nil || !strings.Contains(err.Error(), "10 bytes, want 1000") {
		t.Errorf("error is %v, want one that tells of 10 bytes", err)
	}
}

func TestRemoteRefuses(t *testing.T) {
	tests := []struct{ params, want string }{
		{``, "EOF"},
		{`{}`, "it names none"},
		{`{"Read": {"Files": 0, "Size": 1}}`, "0 files of 1 B"},
		{`{"Copy": {"Files": 1, "Size": -1}}`, "1 files of -1 B"},
		{`{"Corpus": {}}`, "no files"},
		{`{"Search": {"Files": [{}], "Pattern": "("}}`, "missing closing )"},
		{`{"Sleep": {}}`, "unknown field"},
		{`{"Slow": {"Latency": 1, "Params": {}}}`, "it names none"},
	}
	for _, test := range tests {
		t.Run(test.params, func(t *testing.T) {
			w, err := Remote(json.RawMessage(test.params))
			if err == nil || w != nil || !strings.HasPrefix(err.Error(), "filework: no workload") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("it gives %v and error %v, want one with %q", w, err, test.want)
			}
		})
	}
	w, err := Remote(json.RawMessage(`{"Read": {"Files": 1, "Size": 1, "Path": "/nowhere"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), "/nowhere") {
		t.Errorf("error is %v, want that there is no /nowhere", err)
	}
}
