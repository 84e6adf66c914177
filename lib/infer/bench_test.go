package infer

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkSpeedup(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 7))
	baseline, model := logNormal(rng, 30, 0.1), logNormal(rng, 30, 0.1)
	for b.Loop() {
		Speedup(baseline, model, 0.95)
	}
}

// The goal is 20 ms for 10,000 resamples over 30 trials.
func BenchmarkMedianRatio(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 7))
	baseline, model := logNormal(rng, 30, 0.1), logNormal(rng, 30, 0.1)
	for b.Loop() {
		MedianRatio(baseline, model, 0.95, 1)
	}
}

func BenchmarkFitScaling(b *testing.B) {
	for b.Loop() {
		FitScaling(sdm91, 0.95, 1)
	}
}

// The goal is 200 ms for a run of 16 models, 30 rounds and 1,000 units a trial.
func BenchmarkSixteenModels(b *testing.B) {
	rng := rand.New(rand.NewPCG(10, 10))
	run := Run{Baseline: Times{"Baseline", logNormal(rng, 30, 0.1)}, Control: logNormal(rng, 30, 0.1)}
	for range 15 {
		run.Models = append(run.Models, Times{"Model", logNormal(rng, 30, 0.1)})
	}
	units := logNormal(rng, 30*1000, 0.5)
	for b.Loop() {
		for _, c := range run.Compare() {
			_ = c.String()
		}
		run.Check()
		for _, m := range append(run.Models, run.Baseline) {
			NewSample(m.Values).Median(0.95)
			Shift(run.Baseline.Values, m.Values, 0.95)
			MannWhitney(run.Baseline.Values, m.Values)
			MedianRatio(run.Baseline.Values, m.Values, 0.95, 1)
			latencies := NewSample(units)
			for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
				latencies.Percentile(p, 0.95)
			}
		}
	}
}

func BenchmarkMedian(b *testing.B) {
	xs := logNormal(rand.New(rand.NewPCG(8, 8)), 30, 0.1)
	for b.Loop() {
		NewSample(xs).Median(0.95)
	}
}

func BenchmarkNewSampleMillion(b *testing.B) {
	xs := logNormal(rand.New(rand.NewPCG(9, 9)), 1_000_000, 0.5)
	for b.Loop() {
		NewSample(xs)
	}
}
