package chart

import (
	"strconv"
	"testing"
)

func BenchmarkSpeedup(b *testing.B) {
	s := against(ratio("Goroutines", 9.6, 9.1, 10), ratio("Pool(32)", 9.4, 8.9, 9.9), ratio("Pool(8)", 5.9, 5.6, 6.2))
	for b.Loop() {
		if _, err := s.Draw(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLatency(b *testing.B) {
	for _, n := range []int{500, 1_000_000} {
		l := latency(Series{Name: "Pool(8)", MS: logNormal(n, 10, 1)})
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Draw(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTaskStream(b *testing.B) {
	for _, n := range []int{500, 1_000_000} {
		stream := trial(8, n, ms, 5*ms)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := stream.Draw(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkScaling(b *testing.B) {
	s := law(0.035, 0.0011, 0.01, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128)
	for b.Loop() {
		if _, err := s.Draw(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDepth(b *testing.B) {
	for _, n := range []int{500, 1_000_000} {
		d := queueing(8, n, 12*ms)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Draw(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPath(b *testing.B) {
	p := path(1)
	for i := range 10_000 {
		p.Points = append(p.Points, Moment{int64(i), float64(i % 50)})
	}
	for b.Loop() {
		if _, err := p.Draw(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTrials(b *testing.B) {
	t := rounds(2000, 0.05, "A", "B", "C")
	for b.Loop() {
		if _, err := t.Draw(); err != nil {
			b.Fatal(err)
		}
	}
}
