package lab_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/measure"
)

// travels is a workload that says how another process makes it; each unit retries, moves bytes and waits.
type travels struct{ lab.Func }

func (w travels) Prepare(ctx context.Context) (*lab.Job, error) {
	job, err := w.Func.Prepare(ctx)
	job.Spec = &lab.Spec{Workload: "travels", Params: []byte(`{"units": 3}`)}
	job.Key = func(i int) uint64 { return uint64(i % 2) }
	return job, err
}

func travelling() travels {
	return travels{units(3, func(ctx context.Context, i int) (uint64, error) {
		time.Sleep(time.Millisecond)
		nap(ctx, 2)
		lab.Retried(ctx)
		lab.AddBytes(ctx, 7)
		switch i {
		case 1:
			return 0, errUnit
		case 2:
			panic("boom")
		}
		return 42, nil
	})}
}

// elsewhere runs each unit of a job of its own, as a worker process does, and imports the records.
var elsewhere = fake{"Elsewhere", func(ctx context.Context, job *lab.Job) error {
	there, err := travelling().Prepare(ctx)
	if err != nil {
		return err
	}
	clock, offset := measure.StartClock(), job.Now()
	for i := range job.Units {
		job.Queue(i)
		r := there.Measure(ctx, clock, 5, i)
		r.Started, r.Ended, r.WaitStarted = r.Started+offset, r.Ended+offset, r.WaitStarted+offset
		job.Import(i, r)
	}
	return ctx.Err()
}}

func TestUnitsThatWereRunElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := lab.Experiment{Name: "travels", Workload: travelling(), Models: lab.Models{sequential, elsewhere}, Trials: 1}
		r := mustRun(t, e, lab.Options{})
		here, there := r.Of("Sequential")[0], r.Of("Elsewhere")[0]
		for i, u := range there.Units {
			want := measure.Unit{
				Queued: max(int64(i)*3*ms, 1), Started: int64(i) * 3 * ms, Ended: int64(i+1) * 3 * ms, WaitStarted: int64(i)*3*ms + ms,
				Waited: 2 * ms, Waits: 1, Worker: 5, Attempts: 2,
			}
			if !sameRecord(u, want) || there.Bytes[i] != 7 {
				t.Errorf("record of unit %d is %+v with %d bytes, want %+v with 7", i, u, there.Bytes[i], want)
			}
			if there.Failures[i] != here.Failures[i] {
				t.Errorf("unit %d failed with %q elsewhere and %q here", i, there.Failures[i], here.Failures[i])
			}
		}
		if want := "panic in unit 2: boom"; there.Failures[2] != want {
			t.Errorf("unit 2 failed with %q, want %q", there.Failures[2], want)
		}
	})
}

// sameRecord compares what a record shows.
func sameRecord(a, b measure.Unit) bool { return shown(a) == shown(b) }

func shown(u measure.Unit) measure.Unit {
	return measure.Unit{
		Queued: u.Queued, Started: u.Started, Ended: u.Ended, WaitStarted: u.WaitStarted,
		Waited: u.Waited, Waits: u.Waits, Worker: u.Worker, Attempts: u.Attempts,
	}
}

func TestImportCountsAndVerifies(t *testing.T) {
	imports := func(remotes ...lab.Remote) fake {
		return fake{"Elsewhere", func(_ context.Context, job *lab.Job) error {
			for i, r := range remotes {
				job.Import(i, r)
			}
			return nil
		}}
	}
	for _, test := range []struct {
		name  string
		model fake
		want  string
	}{
		{"a unit left out", imports(lab.Remote{Sum: 9}),
			"lab: model Elsewhere: it ran 1 of 2 units, unit 1 is the first left out: call job.Do once for each i < job.Units"},
		{"another checksum", imports(lab.Remote{Sum: 9}, lab.Remote{Sum: 8}), "lab: model Elsewhere: its unit 1 gave checksum 0x8, but 0x9 under Sequential: " +
			"the units share state that is not safe under concurrency, or the workload is not repeatable"},
		{"a unit too many", imports(lab.Remote{Sum: 9}, lab.Remote{Sum: 9}, lab.Remote{}),
			"lab: model Elsewhere: it called job.Do too often or out of range (refused calls: 1): call it once for each i < job.Units"},
		{"times that run backwards", imports(lab.Remote{Sum: 9}, lab.Remote{Sum: 9, Started: 2, Ended: 1}),
			"lab: model Elsewhere: it ran 1 of 2 units, unit 1 is the first left out: call job.Do once for each i < job.Units"},
	} {
		t.Run(test.name, func(t *testing.T) {
			work := units(2, func(context.Context, int) (uint64, error) { return 9, nil })
			e := lab.Experiment{Name: "import", Workload: work, Models: lab.Models{sequential, test.model}, Trials: 1}
			if _, err := lab.Run(t.Context(), e, lab.Options{}); err == nil || err.Error() != test.want {
				t.Errorf("Run gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
	}
}

func TestImportSaysWhichTimesAreWrong(t *testing.T) {
	var got error
	m := fake{"Elsewhere", func(ctx context.Context, job *lab.Job) error {
		got = job.Import(0, lab.Remote{Started: 2, Ended: 1})
		return loop(ctx, job)
	}}
	mustRun(t, once(units(1, nothing), m), lab.Options{})
	const want = "lab: unit 0 ran elsewhere from 2 to 1 ns: give times after the trial's start, as job.Now does"
	if got == nil || got.Error() != want {
		t.Errorf("Import gave the error %v, want %s", got, want)
	}
}

func TestAModelSeesTheSpecAndTheKeys(t *testing.T) {
	curious := fake{"Curious", func(ctx context.Context, job *lab.Job) error {
		if job.Spec == nil || job.Spec.Workload != "travels" || job.Key == nil || job.Key(1) != 1 {
			return errors.New("the job has no spec or no keys")
		}
		return loop(ctx, job)
	}}
	mustRun(t, once(travelling(), curious), lab.Options{})
}

func BenchmarkMeasure(b *testing.B) {
	job := &lab.Job{Units: b.N, Unit: nothing}
	clock := measure.StartClock()
	b.ReportAllocs()
	for i := range b.N {
		job.Measure(b.Context(), clock, 0, i)
	}
}
