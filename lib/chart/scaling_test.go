package chart

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"threadboost/lib/infer"
)

// fit fits what infer chooses.
func fit(levels []Level) infer.Scaling {
	var points []infer.Point
	for _, l := range levels {
		points = append(points, infer.Point{Workers: l.At, Throughput: l.Value})
	}
	return infer.FitScaling(points, 0.95, 1)
}

// law makes points of the Universal Scalability Law with a relative noise, and fits what infer chooses.
func law(sigma, kappa, noise float64, workers ...float64) Scaling {
	rng := rand.New(rand.NewPCG(5, uint64(len(workers))))
	s := Scaling{Measured: []string{"500 requests of 10 ms", "medians of 10 rounds with 95 % intervals"}, Param: "workers", Unit: "units/s"}
	for _, n := range workers {
		v := 125 * n / (1 + sigma*(n-1) + kappa*n*(n-1)) * (1 + noise*rng.NormFloat64())
		s.Points = append(s.Points, Level{At: n, Value: v, Low: v * (1 - 2*noise), High: v * (1 + 1.5*noise)})
	}
	s.Fit = fit(s.Points)
	return s
}

// levels makes points without a law.
func levels(param string, points ...Level) Scaling {
	return Scaling{Measured: []string{"500 requests"}, Param: param, Unit: "units/s", Points: points}
}

var powersOf2 = []float64{1, 2, 4, 8, 16, 32, 64}

func TestScalingTitle(t *testing.T) {
	level := func(at, value, low, high float64) Level { return Level{At: at, Value: value, Low: low, High: high} }
	weak := level(8, 900, 870, 930)
	weak.Weak = true
	for _, c := range []struct {
		name string
		s    Scaling
		want string
	}{
		{"a peak", law(0.035, 0.0011, 0.01, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128), "More workers help until about 30; past that they cost"},
		{"a peak that is not passed", law(0.02, 0.0002, 0.01, powersOf2...), "More workers help, less and less, up to the 64 measured"},
		{"a peak that may be passed", law(0.05, 0.0003, 0.05, powersOf2...), "More workers help until 45 or more"},
		{"a limit", law(0.07, 0, 0.005, powersOf2...), "More workers help less and less: at most about 14 times one"},
		{"a limit far away", law(0.004, 0, 0.001, 1, 2, 3, 4, 6, 8), "More workers help, less and less, up to the 8 measured"},
		{"in proportion", law(0, 0, 0.02, 1, 2, 3, 4, 5, 6, 8), "No sign of a limit up to 8 workers"},
		{"no gain", law(1, 0, 0.01, powersOf2...), "More workers do not help"},
		{"all equal", law(1, 0, 0, powersOf2...), "More workers do not help"},
		{"a loss", law(1, 0.2, 0.01, powersOf2...), "More workers cost from the start"},
		{"one point", levels("workers", level(8, 1200, 1100, 1300)), "1,200 units/s with 8 workers"},
		{"without a law the best is named", levels("workers", level(4, 500, 480, 520), level(8, 900, 870, 930), level(1, 125, 120, 130)), "Best of those measured: 8 workers, 900 units/s"},
		{"with its peers", levels("workers", level(4, 890, 860, 920), level(8, 900, 870, 930), level(1, 125, 120, 130)), "Best of those measured: 4 and 8 workers, about 900 units/s"},
		{"other numbers", levels("latency_ms", level(1, 900, 890, 930), level(8, 125, 120, 130)), "Best of those measured: latency_ms = 1, 900 units/s"},
		{"noise", levels("workers", level(1, 100, 80, 120), level(2, 105, 85, 125)), "No value of workers differs from the best beyond the noise"},
		{"no intervals", levels("workers", level(1, 100, 0, 0), level(2, 200, nan, nan)), "Too few rounds to say which of 2 values is best"},
		{"too few rounds", levels("workers", level(4, 500, 480, 520), weak), "Too few rounds to say which of 2 values is best"},
		{"zero", levels("workers", level(1, 0, 0, 0)), "0 units/s with 1 worker"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.s.Draw()
			if err != nil {
				t.Fatal(err)
			}
			if got := parse(t, fig.SVG).title; got != c.want {
				t.Errorf("title is %q, want %q: %+v", got, c.want, c.s.Fit.Best)
			}
			inspect(t, fig)
		})
	}
}

func TestScalingRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Scaling
		want string
	}{
		{"nothing", levels("workers"), "no points"},
		{"no number", levels("workers", Level{At: nan, Value: 1}), "a point for NaN workers"},
		{"not measured", levels("workers", Level{At: 1, Value: nan}), "with 1 workers is NaN"},
		{"negative", levels("workers", Level{At: 1, Value: -1}), "with 1 workers is -1"},
		{"infinite", levels("workers", Level{At: 1, Value: math.Inf(1)}), "with 1 workers is +Inf"},
		{"half an interval", levels("workers", Level{At: 1, Value: 1, Low: 1, High: nan}), "interval with 1 workers"},
		{"upside down", levels("workers", Level{At: 1, Value: 1, Low: 2, High: 1}), "interval with 1 workers"},
		{"twice", levels("workers", Level{At: 2, Value: 1}, Level{At: 2, Value: 2}), "two points for 2 workers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.s.Draw()
			if err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
				t.Errorf("error is %v, want one with %q and no figure", err, c.want)
			}
		})
	}
}

func TestScalingLook(t *testing.T) {
	few := law(0.07, 0, 0.01, 1, 2, 4, 8)
	noise := levels("latency_ms", Level{At: 0, Value: 900, Low: 890, High: 930}, Level{At: 5, Value: 700, Low: 690, High: 730}, Level{At: 50, Value: 125, Low: 120, High: 130})
	noise.NoFit = "latency_ms counts no workers"
	speedup := levels("cores", Level{At: 1, Value: 1, Low: 0.98, High: 1.02}, Level{At: 2, Value: 1.93, Low: 1.9, High: 1.95}, Level{At: 3, Value: 2.7, Low: 2.6, High: 2.8}, Level{At: 4, Value: 3.1, Low: 3, High: 3.2}, Level{At: 6, Value: 3.8, Low: 3.7, High: 3.9}, Level{At: 8, Value: 4.1, Low: 4, High: 4.2})
	speedup.Unit, speedup.Fit = "", fit(speedup.Points)
	hostile := law(0.07, 0.001, 0.01, powersOf2...)
	hostile.Param, hostile.Unit, hostile.Measured = "<b>&"+strings.Repeat("long ", 50)+"s", "\x00/\xff", []string{strings.Repeat("w", 300)}
	for name, s := range map[string]Scaling{
		"scaling":         law(0.035, 0.0011, 0.01, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128),
		"scaling-amdahl":  law(0.07, 0, 0.005, powersOf2...),
		"scaling-open":    law(0.02, 0.0002, 0.01, powersOf2...),
		"scaling-linear":  law(0, 0, 0.02, 1, 2, 3, 4, 5, 6, 8),
		"scaling-near":    law(0.004, 0, 0.001, 1, 2, 3, 4, 6, 8),
		"scaling-falls":   law(1, 0.2, 0.01, powersOf2...),
		"scaling-flat":    law(1, 0, 0, powersOf2...),
		"scaling-noisy":   law(0.05, 0.002, 0.15, powersOf2...),
		"scaling-few":     few,
		"scaling-one":     levels("workers", Level{At: 8, Value: 1200, Low: 1100, High: 1300}),
		"scaling-other":   noise,
		"scaling-speedup": speedup,
		"scaling-hostile": hostile,
	} {
		t.Run(name, func(t *testing.T) {
			fig, err := s.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}
