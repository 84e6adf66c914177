package infer

import (
	"math"
	"strconv"
)

// Law is how throughput grows with workers.
type Law int

// The laws, from the simplest to the richest. Each is the next one with a coefficient of 0.
const (
	Linear    Law = iota // every worker adds as much as the first: λ n
	Amdahl               // a part is done by one at a time: λ n / (1 + σ(n-1))
	Universal            // and workers wait for each other: λ n / (1 + σ(n-1) + κ n(n-1))
)

// String is the name of the law.
func (l Law) String() string {
	switch l {
	case Linear:
		return "linear"
	case Amdahl:
		return "Amdahl"
	case Universal:
		return "Universal Scalability Law"
	}
	return "Law(" + strconv.Itoa(int(l)) + ")"
}

// Point is the throughput that was measured with a number of workers. Several points may have the same number.
type Point struct{ Workers, Throughput float64 }

// coefficients are λ, the throughput of one worker, σ, contention, and κ, crosstalk (Gunther, Guerrilla Capacity
// Planning, 2007, chapter 5, where they are called λ, α and β).
type coefficients struct{ lambda, sigma, kappa float64 }

// at is the throughput with n workers.
func (c coefficients) at(n float64) float64 { return c.lambda * c.shape(n) }

// shape is the throughput in units of λ.
func (c coefficients) shape(n float64) float64 { return n / (1 + c.sigma*(n-1) + c.kappa*n*(n-1)) }

// peak is the number of workers with the greatest throughput, +Inf when there is none.
func (c coefficients) peak() float64 {
	if c.sigma >= 1 {
		return 1
	}
	if c.kappa <= 0 {
		return math.Inf(1)
	}
	return max(1, math.Sqrt((1-c.sigma)/c.kappa))
}

// limit is the greatest throughput that more workers approach or pass through.
func (c coefficients) limit() float64 {
	peak := c.peak()
	switch {
	case !math.IsInf(peak, 1):
		return c.at(peak)
	case c.sigma > 0:
		return c.lambda / c.sigma
	}
	return math.Inf(1)
}
