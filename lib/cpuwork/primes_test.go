package cpuwork

import (
	"math"
	"slices"
	"testing"
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
