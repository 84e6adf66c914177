package infer

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkSpeedup(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 7))
	baseline, model := logNormal(rng, 30, 0.1), logNormal(rng, 30, 0.1)
	for b.Loop() {
		Speedup(baseline, model, 0.95, 1)
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
