package chart

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

func sortedKeys(m map[string]float64) []string { return slices.Sorted(maps.Keys(m)) }

// efficiency has points of speed-ups with intervals of some per cent.
func efficiency(scatter float64, points map[float64]float64) Efficiency {
	e := Efficiency{Measured: []string{"500 requests of 10 ms", "10 rounds, 95 % intervals"}, Param: "workers"}
	for at, value := range points {
		e.Points = append(e.Points, Level{At: at, Value: value, Low: value * (1 - scatter), High: value * (1 + scatter)})
	}
	return e
}

func TestEfficiencyTitle(t *testing.T) {
	weak := efficiency(0.02, map[float64]float64{1: 1, 2: 1.9})
	for i := range weak.Points {
		weak.Points[i].Weak = true
	}
	checkTitles(t, []titled{
		{"falls below half", efficiency(0.02, map[float64]float64{1: 1, 2: 1.9, 4: 3.4, 8: 5, 16: 5.5}), "Up to 8 workers each does more than half of one alone; of 16, 34 %"},
		{"falls at once", efficiency(0.02, map[float64]float64{1: 1, 8: 1.9}), "Each of 8 workers does 24 % of what one does alone"},
		{"stays above half", efficiency(0.02, map[float64]float64{1: 1, 2: 1.5}), "Each of 2 workers does 75 % of what one does alone"},
		{"no loss", efficiency(0.05, map[float64]float64{1: 1, 2: 1.96, 4: 3.95}), "No loss beyond the noise up to 4 workers"},
		{"more than ideal", efficiency(0.02, map[float64]float64{1: 1, 4: 5}), "Each of 4 workers does more than one alone: 125 %"},
		{"unsure", efficiency(0.4, map[float64]float64{1: 1, 4: 2}), "Each of 4 workers does 30 to 70 % of what one does alone"},
		{"too few rounds", weak, "Too few rounds to say what 2 workers are worth"},
		{"from two on", efficiency(0.01, map[float64]float64{2: 1, 4: 1.5}), "Each of 4 workers does 75 % of what one does alone"},
	})
}

func TestEfficiencyRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", Efficiency{}, "no points"},
		{"one point", efficiency(0, map[float64]float64{1: 1}), "has 1 point from 1 on"},
		{"no workers", efficiency(0, map[float64]float64{0: 1, 1: 1}), "has 2 points from 0 on"},
		{"twice", Efficiency{Points: []Level{{At: 1, Value: 1}, {At: 1, Value: 2}}}, "two points for 1"},
		{"negative", efficiency(0, map[float64]float64{1: 1, 2: -1}), "is -1"},
	})
}

func TestEfficiencyLook(t *testing.T) {
	close := map[float64]float64{}
	for n := 1.0; n <= 24; n++ {
		close[n] = n / (1 + 0.03*(n-1))
	}
	hostile := efficiency(0.02, map[float64]float64{1: 1, 2: 2.6})
	hostile.Param, hostile.Measured = hostileName, []string{longName}
	lookAt(t, map[string]drawer{
		"efficiency":       efficiency(0.05, map[float64]float64{1: 1, 2: 1.95, 4: 3.7, 8: 6.6, 16: 10, 32: 11.5, 64: 10.2}),
		"efficiency-close": efficiency(0.03, close),
		"efficiency-two":   efficiency(0.01, map[float64]float64{1: 1, 2: 1.99}),
		"efficiency-names": hostile,
	})
}

func heatMap(series ...Series) HeatMap {
	return HeatMap{Measured: []string{"500 requests", "10 rounds"}, Param: "workers", Series: series}
}

func TestHeatMapTitle(t *testing.T) {
	of := func(name string, n int, ms float64) Series { return Series{Name: name, MS: logNormal(n, ms, 0)} }
	checkTitles(t, []titled{
		{"several", heatMap(of("8", 100, 20), of("16", 100, 10), of("32", 100, 15)), "99 % of the units end within 10 ms with 16 workers, up to 20 ms with 8 workers"},
		{"few units", heatMap(of("8", 99, 20), of("16", 100, 10)), "Half of the units end within 10 ms with 16 workers, 20 ms with 8 workers"},
	})
}

func TestHeatMapRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", HeatMap{}, "0 rows"},
		{"too many", heatMap(make([]Series, 25)...), "25 rows"},
		{"no units", heatMap(Series{Name: "8"}), `latency of "8" has no units`},
		{"negative", heatMap(Series{Name: "8", MS: []float64{-1}}), "is -1 ms"},
	})
}

func TestHeatMapLook(t *testing.T) {
	var workers []Series
	for _, n := range []string{"1", "2", "4", "8", "16", "32", "64"} {
		workers = append(workers, Series{Name: n, MS: logNormal(2000, 1000/float64(len(workers)+1), 0.2*float64(len(workers)))})
	}
	workers[0].MS = workers[0].MS[:80]
	many := make([]Series, mostModels)
	for i := range many {
		many[i] = Series{Name: strings.Repeat("x", i), MS: logNormal(30, 5+float64(i), 0.5)}
	}
	lookAt(t, map[string]drawer{
		"heatmap":       heatMap(workers...),
		"heatmap-many":  heatMap(many...),
		"heatmap-same":  heatMap(Series{Name: "one", MS: []float64{3, 3}}),
		"heatmap-names": HeatMap{Param: hostileName, Series: []Series{{Name: hostileName, MS: []float64{0, 1}}, {Name: longName, MS: []float64{1e9, 5}}}},
	})
}

// TestHeatIsReadable asks of the numbers in the cells what WCAG asks of text.
func TestHeatIsReadable(t *testing.T) {
	for step := range heatSteps {
		cell, text := heat(step), over(step)
		if l, d := contrast(cell.light, text.light), contrast(cell.dark, text.dark); l < 4.5 || d < 4.5 {
			t.Errorf("step %d has contrasts of %.2f and %.2f, want 4.5", step, l, d)
		}
	}
}

func TestECDFTitle(t *testing.T) {
	late := Series{Name: "Pool(8)", MS: logNormal(100, 1000, 0), RawMS: logNormal(100, 6, 0)}
	alike := Series{Name: "Pool(8)", MS: logNormal(100, 6, 0), RawMS: logNormal(100, 6, 0)}
	checkTitles(t, []titled{
		{"one way of counting", ECDF{Series: []Series{{Name: "A", MS: logNormal(100, 6, 0)}}}, "99 % of the units of A end within 6 ms"},
		{"two ways", ECDF{Series: []Series{late}}, "99 % of the units of Pool(8) end within 1 s of when they were due, 6 ms of their start"},
		{"two ways that agree", ECDF{Series: []Series{alike}}, "99 % of the units of Pool(8) end within 6 ms"},
		{"by percentile", Latency{Series: []Series{late}}, "99 % of the units of Pool(8) end within 1 s of when they were due, 6 ms of their start"},
	})
}

func TestECDFRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", ECDF{}, "ECDF has 0 series"},
		{"raw is empty", ECDF{Series: []Series{{Name: "A", MS: []float64{1}, RawMS: []float64{}}}}, `latency of "A" has no units`},
		{"raw is negative", ECDF{Series: []Series{{Name: "A", MS: []float64{1}, RawMS: []float64{-1}}}}, `latency 0 of "A" is -1 ms`},
	})
}

// paused are units due every 2 ms that take 1.5 ms each, with a pause of 1.4 s after a third of them: what a load generator sees that
// waits, and what its users see.
func paused(name string, n int) Series {
	s := Series{Name: name}
	free := 0.0
	for i := range n {
		due := 2 * float64(i)
		start := max(due, free)
		took := 1.5 + 0.3*math.Sin(float64(i))
		if i == n/3 {
			took = 1400
		}
		free = start + took
		s.MS, s.RawMS = append(s.MS, free-due), append(s.RawMS, took)
	}
	return s
}

func TestECDFLook(t *testing.T) {
	sequential := Series{Name: "Sequential", MS: logNormal(500, 10, 0.03), Baseline: true}
	twelve := make([]Series, mostSeries)
	for i := range twelve {
		twelve[i] = paused(strings.Repeat("name", i), 200)
	}
	lookAt(t, map[string]drawer{
		"ecdf":         ECDF{Measured: []string{"500 requests", "10 rounds"}, Series: []Series{sequential, {Name: "Goroutines", MS: logNormal(500, 22, 0.3)}, {Name: "Pool(8)", MS: logNormal(500, 13, 0.25)}}},
		"ecdf-raw":     ECDF{Measured: []string{"1,000 requests, one every 2 ms", "a pause of 1.4 s"}, Series: []Series{paused("Pool(1)", 1000)}},
		"ecdf-few":     ECDF{Series: []Series{{Name: hostileName, MS: []float64{1, 2, 4}}, {Name: longName, MS: []float64{5}}}},
		"ecdf-twelve":  ECDF{Series: twelve},
		"latency-raw":  Latency{Measured: []string{"1,000 requests, one every 2 ms", "a pause of 1.4 s"}, Series: []Series{paused("Pool(1)", 1000)}},
		"latency-raws": Latency{Series: []Series{paused("Pool(1)", 1000), paused("Pool(2)", 700)}},
	})
}

// TestECDFKeepsShares checks that a function with a step a pixel says the same as one with a step a unit.
func TestECDFKeepsShares(t *testing.T) {
	for _, units := range []int{1, 2, eachUnit, eachUnit + 1, 100_000} {
		n := min(units, eachUnit)
		for i := range n {
			last := math.Round(rank(i, n, units) * float64(max(1, units-1))) // the unit, from 0, at which the step rises
			if share := float64(i+1) / float64(n); math.Abs((last+1)/float64(units)-share) > 1/float64(units) {
				t.Fatalf("of %d units, step %d rises to %v at unit %v", units, i, share, last)
			}
		}
	}
}

func use(name string, trials int, user, system, pauses, heap, allocated float64) Usage {
	around := func(median float64, seed uint64) []float64 {
		values := logNormal(trials+int(seed), 1, 0.05)[seed:]
		for i := range values {
			values[i] *= median
		}
		return values
	}
	return Usage{name, around(user, 1), around(system, 2), around(pauses, 3), around(heap, 4), around(allocated, 5)}
}

func resources(models ...Usage) Resources {
	return Resources{Measured: []string{"500 file reads", "medians of 10 rounds"}, Models: models}
}

func TestResourcesTitle(t *testing.T) {
	exact := func(name string, ns float64, trials int) Usage {
		u := Usage{Name: name}
		for range trials {
			u.User, u.System, u.Pauses = append(u.User, ns), append(u.System, 0), append(u.Pauses, 0)
			u.Heap, u.Allocated = append(u.Heap, 1), append(u.Allocated, 1)
		}
		return u
	}
	checkTitles(t, []titled{
		{"one", resources(exact("A", 5e6, 10)), "A trial of A takes 5 ms of processor time"},
		{"two", resources(exact("A", 5e6, 10), exact("B", 10e6, 10)), "B takes more processor time than A: 10 ms a trial, not 5 ms"},
		{"alike", resources(exact("A", 5e6, 10), exact("B", 5e6, 10)), "No model differs in processor time beyond the noise: 5 ms to 5 ms a trial"},
		{"too few rounds", resources(exact("A", 5e6, 5), exact("B", 10e6, 10)), "Too few rounds to say which models take more processor time"},
	})
}

func TestResourcesRefuses(t *testing.T) {
	short := use("A", 3, 1, 1, 1, 1, 1)
	short.Heap = short.Heap[:2]
	checkRefusals(t, []titled{
		{"nothing", Resources{}, "resources of 0 models"},
		{"no trials", resources(Usage{Name: "A"}), `user time of "A" has 0 values`},
		{"too few values", resources(short), `heap of "A" has 2 values, user time 3`},
		{"negative", resources(use("A", 3, 1, -1, 1, 1, 1)), `system time of trial 1 of "A" is -`},
	})
}

func TestResourcesLook(t *testing.T) {
	const mb = 1 << 20
	lookAt(t, map[string]drawer{
		"resources": resources(use("Sequential", 10, 80e6, 40e6, 0, 3*mb, 32*mb), use("Goroutines", 10, 90e6, 180e6, 0.8e6, 28*mb, 34*mb),
			use("Pool(8)", 10, 85e6, 60e6, 0.1e6, 4*mb, 32.5*mb), use("Processes(2)", 10, 20e6, 12e6, 0, 2*mb, 900)),
		"resources-none":  resources(use("Sequential", 6, 0, 0, 0, 0, 0)),
		"resources-names": resources(use(hostileName, 6, 1, 2, 3, 4, 5), use(longName, 2, 1e12, 2e12, 3, 1e15, 5)),
	})
}
