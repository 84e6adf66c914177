package cpuwork

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"threadboost/lib/lab"
)

// Primes counts the primes from 1,000,000 on, a range of numbers a unit, by trial division: slow on purpose, and the same in every language.
type Primes struct {
	Units int `json:"units,omitempty"` // number of ranges; zero means 200
	Size  int `json:"size,omitempty"`  // numbers in a range, on average; zero means 1,000
	// Skew says how unequal the ranges are, see the package's doc; zero means all alike.
	Skew float64 `json:"skew,omitempty"`
}

const (
	defaultUnits = 200
	defaultSize  = 1000
	first        = 1_000_000      // number that is tried
	last         = math.MaxUint32 // so that a processor divides 32 bits
)

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
	return fmt.Sprintf("primes in %d %s of %d", p.Units, noun, p.Size) + skewed(p.Skew)
}

// Prepare makes a job of the ranges. It can be run in other processes.
func (p Primes) Prepare(context.Context) (*lab.Job, error) {
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return nil, err
	}
	bounds := p.bounds()
	return travelling(PrimesName, p, p.Units, func(ctx context.Context, i int) (uint64, error) {
		return count(ctx, bounds[i], bounds[i+1])
	})
}

func (p Primes) check() error {
	switch {
	case p.Units < 0 || p.Size < 0:
		return fmt.Errorf("cpuwork: Primes asks for %d units of %d numbers: want at least 1 of each, or 0 for %d and %d", p.Units, p.Size, defaultUnits, defaultSize)
	case p.Size > (last-first)/p.Units:
		return fmt.Errorf("cpuwork: Primes asks for %d units of %d numbers: want at most %d numbers in all", p.Units, p.Size, last-first)
	}
	return checkSkew("Primes", p.Skew)
}

// bounds returns where the ranges begin, and where the last one ends.
func (p Primes) bounds() []uint32 {
	bounds := make([]uint32, p.Units+1)
	for i, cut := range cuts(p.Units, p.Units*p.Size, p.Skew) {
		bounds[i] = first + uint32(cut)
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
