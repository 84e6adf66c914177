// Package cpuwork is work that only computes: [Primes], [Mandelbrot], [SHA256] and [MatrixProduct]. Nothing waits and nothing is shared
// that changes, so that it gains by as many workers as there are cores, and by no more.
//
// Each can be made uneven, so that a few units take much of the work: then it matters who takes which unit when. Skew is the exponent of
// Zipf's law, where the share of the k-th largest unit falls with k to the power of Skew: with 1, the largest of 200 has a sixth
// of all. The order of large and small ones is random and always the same, and all together they are as large as without it. The rows of
// Mandelbrot are uneven by nature.
//
// A unit's checksum is made of all that it finds out, and is the same on every processor. All workloads travel to other processes. The
// package leaves timing to lab, and how units are run to the models.
//
// # Cost
//
// On two cores, of a unit of the default size, of which there are 200 (BenchmarkUnit); and how many times as fast a pool of two workers
// is as the plain loop, both recorded (BenchmarkSpeedup, with skew 1 in brackets):
//
//	Primes           100 us    1.92 (1.86)
//	Mandelbrot       244 us    1.96, dealt out evenly 1.93
//	SHA256           172 us    1.92 (1.85)
//	MatrixProduct    140 us    1.85 (1.87)
//
// Primes by the plain loop take 1.04 of what they take in C (BenchmarkAgainstC).
package cpuwork

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"threadboost/lib/lab"
)

// Names of the workloads in their lab.Spec, whose parameters are the workload as JSON.
const (
	PrimesName        = "cpuwork.Primes"
	MandelbrotName    = "cpuwork.Mandelbrot"
	SHA256Name        = "cpuwork.SHA256"
	MatrixProductName = "cpuwork.MatrixProduct"
)

// travelling makes a job that can be run in other processes.
func travelling(name string, w lab.Workload, units int, unit func(ctx context.Context, i int) (uint64, error)) (*lab.Job, error) {
	params, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	return &lab.Job{Units: units, Unit: unit, Spec: &lab.Spec{Workload: name, Params: params}}, nil
}

func checkSkew(workload string, skew float64) error {
	if !(skew >= 0 && skew <= 3) { // NaN too
		return fmt.Errorf("cpuwork: %s has a skew of %v: want 0 (all units alike) to 3 (nearly all in one)", workload, skew)
	}
	return nil
}

// skewed names a skew, if there is one.
func skewed(skew float64) string {
	if skew == 0 {
		return ""
	}
	return fmt.Sprintf(", skew %v", skew)
}

// cuts divides a total among units: unit i has what lies from cut i to cut i+1. Rounding cumulated shares gives them the total all together.
func cuts(units, total int, skew float64) []int {
	shares := make([]float64, units)
	sum := 0.0
	for k := range shares {
		shares[k] = math.Pow(float64(k+1), -skew)
		sum += shares[k]
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(shares), func(i, j int) { shares[i], shares[j] = shares[j], shares[i] })
	cuts := make([]int, units+1)
	done := 0.0
	for i, share := range shares {
		done += share
		cuts[i+1] = int(math.Round(float64(total) * done / sum))
	}
	return cuts
}

// mixed adds a number to a checksum, in which its place counts.
func mixed(sum, n uint64) uint64 {
	const prime = 1099511628211 // of FNV-1a, 64 bits
	return (sum ^ n) * prime
}
