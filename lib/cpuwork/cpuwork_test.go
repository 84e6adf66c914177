package cpuwork

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// The number of primes below powers of ten and of two: OEIS A006880 and A007053.
func TestCount(t *testing.T) {
	for below, want := range map[uint32]uint64{2: 0, 3: 1, 10: 4, 100: 25, 1000: 168, 10_000: 1229, 100_000: 9592, 1 << 16: 6542} {
		if got, err := count(t.Context(), 0, below); got != want || err != nil {
			t.Errorf("below %d there are %d primes (%v), want %d", below, got, err, want)
		}
	}
	// The greatest primes below 2^32: 4294967291 and 4294967279 (primes.utm.edu/lists/2small).
	if got, err := count(t.Context(), math.MaxUint32-20, math.MaxUint32); got != 2 || err != nil {
		t.Errorf("from 2^32-21 to 2^32-2 there are %d primes (%v), want 2", got, err)
	}
}

// sieved counts the primes below n by another algorithm, the sieve of Eratosthenes.
func sieved(n int) (primes uint64) {
	composite := make([]bool, n)
	for i := 2; i < n; i++ {
		if composite[i] {
			continue
		}
		primes++
		for k := i * i; k < n; k += i {
			composite[k] = true
		}
	}
	return primes
}

// Whatever the ranges are, together they have the primes from 1,000,000 to 2,000,000.
func TestRangesMeetAndEndWhereTheyShould(t *testing.T) {
	want := sieved(2_000_000) - 78_498 // below 1,000,000: OEIS A006880
	for _, p := range []Primes{{Units: 1000}, {Units: 1, Size: 1_000_000}, {Units: 1000, Skew: 1}, {Units: 200, Size: 5000, Skew: 2.5}} {
		t.Run(p.String(), func(t *testing.T) {
			job, err := p.Prepare(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			total := uint64(0)
			for i := range job.Units {
				sum, err := job.Unit(t.Context(), i)
				if err != nil {
					t.Fatal(err)
				}
				total += sum
			}
			if total != want {
				t.Errorf("%d primes were found, want %d", total, want)
			}
		})
	}
}

func TestSkew(t *testing.T) {
	sizes := func(p Primes) []uint32 {
		bounds := p.bounds()
		var sizes []uint32
		for i := range p.Units {
			sizes = append(sizes, bounds[i+1]-bounds[i])
		}
		return sizes
	}
	if even := sizes(Primes{Units: 7, Size: 100}); slices.Min(even) != 100 || slices.Max(even) != 100 {
		t.Errorf("without skew the sizes are %v, want 100 each", even)
	}
	skewed := sizes(Primes{Units: 200, Size: 1000, Skew: 1})
	const harmonic = 5.878030948 // 1 + 1/2 + ... + 1/200
	if got, want := float64(slices.Max(skewed)), 200_000/harmonic; math.Abs(got-want) > 1 {
		t.Errorf("the longest range has %v numbers, want %v", got, want)
	}
	if !slices.Equal(skewed, sizes(Primes{Units: 200, Size: 1000, Skew: 1})) || slices.IsSortedFunc(skewed, func(a, b uint32) int { return int(b) - int(a) }) {
		t.Error("the order of the ranges is sorted, or changes: want one that is random and always the same")
	}
}

func TestModelsFindTheSame(t *testing.T) {
	e := lab.Experiment{
		Name: "primes", Workload: Primes{Units: 50, Size: 200, Skew: 1}, Trials: 2,
		Models: lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 3}},
	}
	if _, err := lab.Run(t.Context(), e, lab.Options{}); err != nil {
		t.Error(err)
	}
}

func TestAUnitEndsWhenItIsCalledOff(t *testing.T) {
	job, err := Primes{Units: 1, Size: 4_000_000_000}.Prepare(t.Context()) // takes minutes
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := job.Do(ctx, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("the unit gave %v, want the error of its context", err)
	}
}

// Another process makes the same job from the spec.
func TestTheSpecMakesTheSameJob(t *testing.T) {
	p := Primes{Units: 5, Skew: 0.3}
	job, err := p.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var there Primes
	if err := json.Unmarshal(job.Spec.Params, &there); err != nil {
		t.Fatal(err)
	}
	if want := p.withDefaults(); there != want || job.Spec.Workload != Name {
		t.Errorf("the spec %s gives %+v, want %+v", job.Spec.Params, there, want)
	}
}

func TestPrimesRefusesWhatCannotBe(t *testing.T) {
	for _, test := range []struct {
		primes Primes
		want   string
	}{
		{Primes{Units: -1}, "cpuwork: Primes asks for -1 units of 1000 numbers"},
		{Primes{Size: -5}, "cpuwork: Primes asks for 200 units of -5 numbers"},
		{Primes{Units: 5_000_000}, "cpuwork: Primes asks for 5000000 units of 1000 numbers: want at most 4293967295 numbers in all"},
		{Primes{Skew: -1}, "cpuwork: Primes has a skew of -1"},
		{Primes{Skew: 3.5}, "cpuwork: Primes has a skew of 3.5"},
		{Primes{Skew: math.NaN()}, "cpuwork: Primes has a skew of NaN"},
	} {
		if _, err := test.primes.Prepare(t.Context()); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("Prepare gave the error %v, want %s", err, test.want)
		}
	}
}

func TestString(t *testing.T) {
	for want, p := range map[string]Primes{
		"primes in 200 ranges of 1000":           {},
		"primes in 1 range of 50":                {Units: 1, Size: 50},
		"primes in 200 ranges of 1000, skew 1.5": {Skew: 1.5},
	} {
		if got := lab.NameOf(p); got != want {
			t.Errorf("the name is %q, want %q", got, want)
		}
	}
}
