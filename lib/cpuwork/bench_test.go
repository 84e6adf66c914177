package cpuwork

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"threadboost/lib/internal/paired"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// each are all workloads of the default size, even and uneven.
var each = []lab.Workload{
	Primes{}, Primes{Skew: 1}, Mandelbrot{}, Mandelbrot{Even: true}, SHA256{}, SHA256{Skew: 1}, MatrixProduct{}, MatrixProduct{Skew: 1},
}

// makespan measures one trial of a model.
func makespan(b *testing.B, w lab.Workload, m lab.Model) time.Duration {
	r, err := lab.Run(b.Context(), lab.Experiment{Name: "bench", Workload: w, Models: lab.Models{m}, Trials: 1}, lab.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return r.Trials[0].Wall
}

// BenchmarkSpeedup reports how many times as fast a pool of two is as the plain loop, both recorded: the metric called ratio. The goal
// is 1.8, on two cores that nobody else uses.
func BenchmarkSpeedup(b *testing.B) {
	for _, w := range each {
		b.Run(lab.NameOf(w), func(b *testing.B) {
			paired.RatioOf(b,
				func() time.Duration { return makespan(b, w, model.Sequential{}) },
				func() time.Duration { return makespan(b, w, model.Pool{Workers: 2}) })
		})
	}
}

// BenchmarkSweep reports how long a scaling sweep of twelve points takes, with ten trials of each. The goal is 60 s.
func BenchmarkSweep(b *testing.B) {
	s := lab.Sweep{
		Name: "bench", Param: "workers", Values: []int{1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32},
		Make: func(v int) (lab.Workload, lab.Model) { return Primes{}, model.Pool{Workers: v} },
	}
	var elapsed float64
	for b.Loop() {
		r, err := lab.RunSweep(b.Context(), s, lab.Options{})
		if err != nil {
			b.Fatal(err)
		}
		elapsed = r.ElapsedMS / 1e3
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(elapsed, "s/sweep")
}

// program is the same work in C; it prints the number of primes and the nanoseconds it took.
const program = `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int is_prime(uint32_t n) {
	if (n % 2 == 0) return n == 2;
	for (uint32_t d = 3; (uint64_t)d * d <= n; d += 2)
		if (n % d == 0) return 0;
	return n > 1;
}

int main(int argc, char **argv) {
	uint32_t units = atoi(argv[1]), size = atoi(argv[2]), next = 1000000;
	uint64_t primes = 0;
	struct timespec a, b;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (uint32_t i = 0; i < units; i++)
		for (uint32_t end = next + size; next < end; next++)
			primes += is_prime(next);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%llu %lld\n", (unsigned long long)primes, (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
}
`

// BenchmarkAgainstC compares the plain loop, recorded and verified, with the same in C. The goal is a ratio of 1.1.
func BenchmarkAgainstC(b *testing.B) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		if os.Getenv("CI") != "" {
			b.Fatal("cc is not on PATH: install a C compiler")
		}
		b.Skip("cc is not on PATH: there is nothing to compare with")
	}
	source, binary := filepath.Join(b.TempDir(), "primes.c"), filepath.Join(b.TempDir(), "primes")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command(compiler, "-O2", "-o", binary, source).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	p := Primes{}.withDefaults()
	want := total(b, p)
	paired.RatioOf(b,
		func() time.Duration { return makespan(b, p, model.Sequential{}) },
		func() time.Duration {
			out, err := exec.Command(binary, strconv.Itoa(p.Units), strconv.Itoa(p.Size)).Output()
			fields := strings.Fields(string(out))
			if err != nil || len(fields) != 2 || fields[0] != strconv.FormatUint(want, 10) {
				b.Fatalf("the C program printed %q (%v), want %d primes and a time", out, err, want)
			}
			ns, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return time.Duration(ns)
		})
}

// total is the number of primes in all units.
func total(b *testing.B, p Primes) uint64 {
	bounds := p.bounds()
	primes, err := count(context.Background(), bounds[0], bounds[len(bounds)-1])
	if err != nil {
		b.Fatal(err)
	}
	return primes
}

// BenchmarkUnit reports what a unit costs on average, not recorded.
func BenchmarkUnit(b *testing.B) {
	for _, w := range each {
		b.Run(lab.NameOf(w), func(b *testing.B) {
			job, err := w.Prepare(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			rounds := 0
			for ; b.Loop(); rounds++ {
				for i := range job.Units {
					job.Do(b.Context(), 0, i)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(rounds*job.Units), "us/unit")
		})
	}
}
