package cpuwork

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// small are all workloads with little to do, even and uneven.
var small = []lab.Workload{
	Primes{Units: 50, Size: 200},
	Primes{Units: 50, Size: 200, Skew: 1},
	Mandelbrot{Rows: 20, Columns: 30, Iterations: 200},
	Mandelbrot{Rows: 20, Columns: 30, Iterations: 200, Even: true},
	SHA256{Units: 20, Size: 100_000},
	SHA256{Units: 20, Size: 1000, Skew: 3},
	MatrixProduct{Size: 50},
	MatrixProduct{Size: 50, Units: 7, Skew: 0.5},
}

func TestModelsFindTheSame(t *testing.T) {
	for _, w := range small {
		t.Run(lab.NameOf(w), func(t *testing.T) {
			e := lab.Experiment{Name: "cpu", Workload: w, Trials: 2, Models: lab.Models{
				model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 3}, model.Chunks{Workers: 2}, model.Steal{Workers: 2},
			}}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range r.Trials {
				if len(trial.Failures) > 0 {
					t.Errorf("%s: failures are %v, want none", trial.Model, trial.Failures)
				}
			}
		})
	}
}

// sums returns the checksums of all units.
func sums(t *testing.T, w lab.Workload) []uint64 {
	t.Helper()
	job, err := w.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sums := make([]uint64, job.Units)
	for i := range sums {
		if sums[i], err = job.Unit(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	return sums
}

// secondly is a workload that is another one from its second job on.
type secondly struct {
	first, then lab.Workload
	jobs        int
}

func (s *secondly) Prepare(ctx context.Context) (*lab.Job, error) {
	if s.jobs++; s.jobs == 1 {
		return s.first.Prepare(ctx)
	}
	return s.then.Prepare(ctx)
}

// Work that is nearly the same gives other checksums, and lab says so.
func TestAWrongResultIsCaught(t *testing.T) {
	for _, test := range []struct{ right, wrong lab.Workload }{
		{Primes{Units: 5}, Primes{Units: 5, Size: 999}},
		{Mandelbrot{Rows: 9}, Mandelbrot{Rows: 9, Iterations: 999}},
		{Mandelbrot{Rows: 9}, Mandelbrot{Rows: 9, Even: true}},
		{SHA256{Units: 5, Size: 1000}, SHA256{Units: 5, Size: 999}},
		{MatrixProduct{Size: 20, Units: 5}, MatrixProduct{Size: 20, Units: 5, Skew: 1}},
	} {
		t.Run(lab.NameOf(test.right), func(t *testing.T) {
			e := lab.Experiment{Name: "wrong", Workload: &secondly{first: test.right, then: test.wrong}, Trials: 2, Models: lab.Models{model.Sequential{}}}
			if _, err := lab.Run(t.Context(), e, lab.Options{}); err == nil || !strings.Contains(err.Error(), "gave checksum") {
				t.Errorf("Run gave the error %v, want one of a checksum", err)
			}
		})
	}
}

func TestAUnitEndsWhenItIsCalledOff(t *testing.T) {
	for _, w := range []lab.Workload{
		Primes{Units: 1, Size: 4_000_000_000}, // takes minutes, but for the last
		Mandelbrot{Rows: 1, Columns: math.MaxInt64},
		SHA256{Units: 1, Size: 1 << 40},
		MatrixProduct{Size: 1000, Units: 1},
	} {
		job, err := w.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := job.Do(ctx, 0, 0); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: the unit gave %v, want the error of its context", w, err)
		}
	}
}

func TestPrepareEndsWhenItIsCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (MatrixProduct{}).Prepare(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Prepare gave the error %v, want that of its context", err)
	}
}

// Another process makes the same job from the spec.
func TestTheSpecMakesTheSameJob(t *testing.T) {
	for name, w := range map[string]lab.Workload{
		PrimesName:        Primes{Units: 5, Skew: 0.3},
		MandelbrotName:    Mandelbrot{Rows: 5, Even: true},
		SHA256Name:        SHA256{Units: 5, Size: 9, Skew: 0.3},
		MatrixProductName: MatrixProduct{Size: 5, Skew: 0.3},
	} {
		job, err := w.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		there := reflect.New(reflect.TypeOf(w))
		if err := json.Unmarshal(job.Spec.Params, there.Interface()); err != nil {
			t.Fatal(err)
		}
		if job.Spec.Workload != name || !slices.Equal(sums(t, w), sums(t, there.Elem().Interface().(lab.Workload))) {
			t.Errorf("the spec of %v is %s %s, which gives other checksums", w, job.Spec.Workload, job.Spec.Params)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		workload lab.Workload
		want     string
	}{
		{Primes{Units: -1}, "cpuwork: Primes asks for -1 units of 1000 numbers"},
		{Primes{Size: -5}, "cpuwork: Primes asks for 200 units of -5 numbers"},
		{Primes{Units: 5_000_000}, "cpuwork: Primes asks for 5000000 units of 1000 numbers: want at most 4293967295 numbers in all"},
		{Primes{Skew: -1}, "cpuwork: Primes has a skew of -1"},
		{Primes{Skew: 3.5}, "cpuwork: Primes has a skew of 3.5"},
		{Primes{Skew: math.NaN()}, "cpuwork: Primes has a skew of NaN"},
		{Mandelbrot{Rows: -1}, "cpuwork: Mandelbrot asks for -1 rows of 300 points with 1000 iterations"},
		{Mandelbrot{Columns: -1}, "cpuwork: Mandelbrot asks for 200 rows of -1 points"},
		{Mandelbrot{Iterations: 1 << 30}, "cpuwork: Mandelbrot asks for 1073741824 iterations: want at most 16777216"},
		{SHA256{Units: -1}, "cpuwork: SHA256 asks for -1 units of 256 KiB"},
		{SHA256{Size: 1 << 40}, "cpuwork: SHA256 asks for 200 units of 1024 GiB: want at most 1024 GiB in all"},
		{SHA256{Skew: 4}, "cpuwork: SHA256 has a skew of 4"},
		{MatrixProduct{Size: -1}, "cpuwork: MatrixProduct has matrices of -1 rows"},
		{MatrixProduct{Size: 10_000}, "cpuwork: MatrixProduct has matrices of 10000 rows: want 1 to 8192, or 0 for 400"},
		{MatrixProduct{Size: 10, Units: 11}, "cpuwork: MatrixProduct asks for 11 bands of 10 rows in all: want 1 to 10, or 0 for the default"},
		{MatrixProduct{Skew: -0.5}, "cpuwork: MatrixProduct has a skew of -0.5"},
	} {
		if _, err := test.workload.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("Prepare gave the error %v, want %s", err, test.want)
		}
	}
}

func TestString(t *testing.T) {
	for want, w := range map[string]lab.Workload{
		"primes in 200 ranges of 1000":                                       Primes{},
		"primes in 1 range of 50":                                            Primes{Units: 1, Size: 50},
		"primes in 200 ranges of 1000, skew 1.5":                             Primes{Skew: 1.5},
		"Mandelbrot set, 200 rows of 300 points":                             Mandelbrot{},
		"Mandelbrot set, 1 row of 9 points, 50 iterations, dealt out evenly": Mandelbrot{Rows: 1, Columns: 9, Iterations: 50, Even: true},
		"200 SHA-256 sums of 256 KiB":                                        SHA256{},
		"1 SHA-256 sum of 9 B, skew 1":                                       SHA256{Units: 1, Size: 9, Skew: 1},
		"product of matrices, 400 by 400, in 200 bands":                      MatrixProduct{},
		"product of matrices, 3 by 3, in 3 bands":                            MatrixProduct{Size: 3},
		"product of matrices, 3 by 3, in 1 band, skew 2":                     MatrixProduct{Size: 3, Units: 1, Skew: 2},
	} {
		if got := lab.NameOf(w); got != want {
			t.Errorf("the name is %q, want %q", got, want)
		}
	}
}
