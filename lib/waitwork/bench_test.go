package waitwork

import (
	"slices"
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// BenchmarkIdeal compares 10,000 waits of 10 ms on 512 workers with the ideal. The goal is a ratio of 1.1.
func BenchmarkIdeal(b *testing.B) {
	s := Sleep{Units: 10_000}
	const workers = 512
	e := lab.Experiment{Name: "bench", Workload: s, Models: lab.Models{model.Pool{Workers: workers}}, Trials: 1}
	var cpu time.Duration
	var walls []time.Duration
	for b.Loop() {
		r, err := lab.Run(b.Context(), e, lab.Options{})
		if err != nil {
			b.Fatal(err)
		}
		walls = append(walls, r.Trials[0].Wall)
		cpu += r.Trials[0].Usage.User + r.Trials[0].Usage.System
	}
	slices.Sort(walls)
	ideal := float64(s.Ideal(workers))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(walls[len(walls)/2])/ideal, "makespan/ideal")
	b.ReportMetric(float64(walls[0])/ideal, "least/ideal") // other programs make no trial shorter
	b.ReportMetric(float64(cpu.Microseconds())/float64(len(walls)*s.Units), "cpu-us/unit")
}

// BenchmarkUnit reports what a wait costs whose time has come already.
func BenchmarkUnit(b *testing.B) {
	job, err := Sleep{Units: 1, Wait: 1}.Prepare(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		job.Do(b.Context(), 0, 0)
	}
}
