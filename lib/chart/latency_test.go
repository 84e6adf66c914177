package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"threadboost/lib/infer"
)

// logNormal are n latencies around a median, the same on every run.
func logNormal(n int, median, sigma float64) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	ms := make([]float64, n)
	for i := range ms {
		ms[i] = median * math.Exp(sigma*rng.NormFloat64())
	}
	return ms
}

func latency(series ...Series) Latency {
	return Latency{Measured: []string{"Latency of 500 requests", "10 rounds"}, Series: series}
}

func TestLatencyTitle(t *testing.T) {
	of := func(name string, n int, ms float64) Series { return Series{Name: name, MS: logNormal(n, ms, 0)} }
	for _, c := range []struct {
		name   string
		series []Series
		want   string
	}{
		{"one", []Series{of("Pool(8)", 100, 10)}, "99 % of the units of Pool(8) end within 10 ms"},
		{"two", []Series{of("A", 100, 20), of("B", 100, 10)}, "99 % of the units end within 10 ms with B, 20 ms with A"},
		{"three", []Series{of("A", 100, 20), of("B", 100, 10), of("C", 100, 15)}, "99 % of the units end within 10 ms with B, up to 20 ms with A"},
		{"99 units carry no p99", []Series{of("A", 100, 20), of("B", 99, 10)}, "Half of the units end within 10 ms with B, 20 ms with A"},
		{"alike as they are written", []Series{of("A", 100, 10.01), of("B", 100, 10)}, "99 % of the units end within 10 ms, whatever the model"},
		{"no time", []Series{of("A", 100, 0)}, "99 % of the units of A end within 1 ns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := latency(c.series...).Draw()
			if err != nil {
				t.Fatal(err)
			}
			if got := parse(t, fig.SVG).title; got != c.want {
				t.Errorf("title is %q, want %q", got, c.want)
			}
			inspect(t, fig)
		})
	}
}

func TestLatencyRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		l    Latency
		want string
	}{
		{"nothing", Latency{}, "0 series"},
		{"too many", latency(make([]Series, 13)...), "13 series"},
		{"an empty series", latency(Series{Name: "A"}), `"A" has no units`},
		{"negative", latency(Series{Name: "A", MS: []float64{1, -1}}), `latency 1 of "A" is -1 ms`},
		{"NaN", latency(Series{Name: "A", MS: []float64{nan}}), "NaN"},
		{"infinite in nanoseconds", latency(Series{Name: "A", MS: []float64{1e305}}), "1e+305"},
		{"infinite", latency(Series{Name: "A", MS: []float64{math.Inf(1)}}), "+Inf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if fig, err := c.l.Draw(); err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
				t.Errorf("error is %v, want one with %q and no figure", err, c.want)
			}
		})
	}
}

func TestLatencyLook(t *testing.T) {
	var twelve []Series
	for i := range 12 {
		name := fmt.Sprintf("Pool(%d) with a name that is too long for its place", i)
		twelve = append(twelve, Series{Name: name, MS: logNormal(200*(i+1), 10, 0.3)})
	}
	same := logNormal(1000, 10, 0.4)
	withZeros := append(logNormal(1000, 0.0004, 1), 0, 0)
	for name, l := range map[string]Latency{
		"latency": latency(Series{Name: "Sequential", MS: logNormal(500, 10.3, 0.03), Baseline: true},
			Series{Name: "Goroutines", MS: logNormal(500, 21, 0.3)}, Series{Name: "Pool(8)", MS: logNormal(500, 12, 0.25)}),
		"latency-30":      latency(Series{Name: "Sequential", MS: logNormal(30, 10.3, 0.05), Baseline: true}, Series{Name: "Pool(8)", MS: logNormal(29, 14, 0.3)}),
		"latency-crosses": latency(Series{Name: "Sequential", MS: logNormal(20_000, 10.3, 0.3)}, Series{Name: "Goroutines", MS: logNormal(10_000, 8, 0.6)}),
		"latency-same":    latency(Series{Name: "Pool(8)", MS: same}, Series{Name: "Pool(16)", MS: same}, Series{Name: "Pool(32)", MS: same}),
		"latency-zeros":   latency(Series{Name: "Pool(8)", MS: withZeros}),
		"latency-one":     latency(Series{Name: "<script>alert(1)</script>", MS: []float64{3}}),
		"latency-twelve":  latency(twelve...),
	} {
		t.Run(name, func(t *testing.T) {
			fig, err := l.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}

func TestLatencyOfAMillionUnits(t *testing.T) {
	fig, err := latency(Series{Name: "Pool(8)", MS: logNormal(1_000_000, 10, 1.2)}).Draw()
	if err != nil {
		t.Fatal(err)
	}
	inspect(t, fig)
}

func TestLatencyDoesNotChangeItsInput(t *testing.T) {
	ms := []float64{3, 0, 2}
	if _, err := latency(Series{Name: "A", MS: ms}).Draw(); err != nil {
		t.Fatal(err)
	}
	if ms[0] != 3 || ms[1] != 0 || ms[2] != 2 {
		t.Errorf("values are %v after drawing, want 3, 0, 2", ms)
	}
}

// TestCurveEndsWithItsData checks that no percentile is drawn that the units do not reach.
func TestCurveEndsWithItsData(t *testing.T) {
	for _, n := range []int{1, 2, 30, 400, 401, 5000} {
		c := curve{sample: infer.NewSample(logNormal(n, 10, 1))}
		last := 0.0
		for _, q := range c.shares(500) {
			if q < last || q > 1-1/float64(n) {
				t.Errorf("of %d units, share %v follows %v, want them to rise to %v at most", n, q, last, 1-1/float64(n))
			}
			last = q
		}
	}
}

func TestTailScale(t *testing.T) {
	s := tailScale{}
	for _, c := range []struct{ q, want float64 }{{0, 0}, {0.9, 1. / 3}, {0.99, 2. / 3}, {0.999, 1}} {
		if got := s.Normalize(0, 0.999, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v stands at %v of the axis, want %v", c.q, got, c.want)
		}
		if got := s.share(c.want, 0.999); math.Abs(got-c.q) > 1e-12 {
			t.Errorf("at %v of the axis stands %v, want %v", c.want, got, c.q)
		}
	}
}
