// Package cpuwork is work that only computes: [Primes]. Nothing waits and next to nothing is read from memory, so that it gains by as many
// workers as there are cores, and by no more. With Skew a few units take much of it: then it matters who takes which unit when.
//
// A unit counts the primes in a range of its own by trial division, which is slow on purpose and the same in every language. It is what a
// plain loop in C does, at the same speed (BenchmarkAgainstC: 1.04). The package leaves timing to lab, and how units are run to the
// models. Cost on two cores: 0.1 us a number, 0.1 ms a unit of 1,000 numbers (BenchmarkUnit).
package cpuwork

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"threadboost/lib/lab"
)

// Primes counts the primes from 1,000,000 on, a range of numbers a unit.
type Primes struct {
	Units int `json:"units,omitempty"` // number of ranges; zero means 200
	Size  int `json:"size,omitempty"`  // numbers in a range, on average; zero means 1,000
	// Skew says how unequal the ranges are. Zero means all alike. Else they are as long as those of Zipf's law, where the k-th longest
	// has a share that falls with k to the power of Skew, in an order that is random and always the same: with 1, the longest of 200 has a
	// sixth of all numbers. All together they are as long as without it.
	Skew float64 `json:"skew,omitempty"`
}

const (
	defaultUnits = 200
	defaultSize  = 1000
	first        = 1_000_000      // number that is tried
	last         = math.MaxUint32 // so that a processor divides 32 bits
)

// Name is that of the workload in its lab.Spec, whose parameters are a Primes as JSON.
const Name = "cpuwork.Primes"

func (p Primes) withDefaults() Primes {
	return Primes{cmp.Or(p.Units, defaultUnits), cmp.Or(p.Size, defaultSize), p.Skew}
}

// String describes the work, such as "primes in 200 ranges of 1000".
func (p Primes) String() string {
	p = p.withDefaults()
	noun := "ranges"
	if p.Units == 1 {
		noun = "range"
	}
	text := fmt.Sprintf("primes in %d %s of %d", p.Units, noun, p.Size)
	if p.Skew != 0 {
		text += fmt.Sprintf(", skew %v", p.Skew)
	}
	return text
}

// Prepare makes a job of the ranges. It can be run in other processes.
func (p Primes) Prepare(context.Context) (*lab.Job, error) {
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return nil, err
	}
	params, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	bounds := p.bounds()
	return &lab.Job{
		Units: p.Units,
		Spec:  &lab.Spec{Workload: Name, Params: params},
		Unit: func(ctx context.Context, i int) (uint64, error) {
			return count(ctx, bounds[i], bounds[i+1])
		},
	}, nil
}

func (p Primes) check() error {
	switch {
	case p.Units < 0 || p.Size < 0:
		return fmt.Errorf("cpuwork: Primes asks for %d units of %d numbers: want at least 1 of each, or 0 for %d and %d", p.Units, p.Size, defaultUnits, defaultSize)
	case p.Size > (last-first)/p.Units:
		return fmt.Errorf("cpuwork: Primes asks for %d units of %d numbers: want at most %d numbers in all", p.Units, p.Size, last-first)
	case !(p.Skew >= 0 && p.Skew <= 3): // NaN too
		return fmt.Errorf("cpuwork: Primes has a skew of %v: want 0 (all units alike) to 3 (nearly all in one)", p.Skew)
	}
	return nil
}

// bounds returns where the ranges begin, and where the last one ends. Rounding cumulated shares gives them their length all together.
func (p Primes) bounds() []uint32 {
	shares := make([]float64, p.Units)
	sum := 0.0
	for k := range shares {
		shares[k] = math.Pow(float64(k+1), -p.Skew)
		sum += shares[k]
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(shares), func(i, j int) { shares[i], shares[j] = shares[j], shares[i] })
	bounds := make([]uint32, p.Units+1)
	bounds[0] = first
	total, done := float64(p.Units)*float64(p.Size), 0.0
	for i, share := range shares {
		done += share
		bounds[i+1] = first + uint32(math.Round(total*done/sum))
	}
	return bounds
}

// count returns the number of primes from one number up to another, without it, or ctx.Err() when ctx ends before.
func count(ctx context.Context, from, to uint32) (primes uint64, err error) {
	const glance = 4096 // numbers between two looks at ctx: about half a millisecond
	for from < to {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		part := min(to-from, glance)
		for n := from; n < from+part; n++ {
			if isPrime(n) {
				primes++
			}
		}
		from += part
	}
	return primes, nil
}

// isPrime tries all odd divisors up to the root. Their squares are compared in 64 bits: in 32 they overflow.
func isPrime(n uint32) bool {
	if n%2 == 0 {
		return n == 2
	}
	for d := uint32(3); uint64(d)*uint64(d) <= uint64(n); d += 2 {
		if n%d == 0 {
			return false
		}
	}
	return n > 1
}
