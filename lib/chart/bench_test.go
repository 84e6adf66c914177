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

func BenchmarkRows(b *testing.B) {
	for name, f := range map[string]drawer{
		"improvement": improvement(saving("Goroutines", 9.6, 9.1, 10, 96), saving("Pool(8)", 5.9, 5.6, 6.2, 87.5)),
		"forest":      forest(compared(10, true, map[string]float64{"Goroutines": 11, "Pool(8)": 17})),
		"prediction":  prediction(guess("Goroutines", 16, 9.6, 9.1, 10), guess("Pool(8)", 6, 5.9, 5.6, 6.2)),
		"spread":      spreadOf(strip("Pool(8)", 1500, 17, 0.2), strip("Pool(16)", 1500, 15, 0.2)),
		"resources":   resources(use("Sequential", 10, 80e6, 40e6, 0, 3e6, 32e6), use("Goroutines", 10, 90e6, 180e6, 1e6, 28e6, 34e6)),
		"efficiency":  efficiency(0.05, map[float64]float64{1: 1, 2: 1.95, 4: 3.7, 8: 6.6, 16: 10, 32: 11.5, 64: 10.2}),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := f.Draw(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDistributions(b *testing.B) {
	for _, n := range []int{500, 1_000_000} {
		series := Series{Name: "Pool(8)", MS: logNormal(n, 10, 1)}
		for name, f := range map[string]drawer{"ecdf": ECDF{Series: []Series{series}}, "heatmap": heatMap(series)} {
			b.Run(name+"/"+strconv.Itoa(n), func(b *testing.B) {
				for b.Loop() {
					if _, err := f.Draw(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
