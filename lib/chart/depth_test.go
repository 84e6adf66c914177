package chart

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// queueing is a trial of a pool whose units are queued some time before they start.
func queueing(workers, units int, ahead int64) Depth {
	t := trial(workers, units, ms, 9*ms)
	for i := range t.Units {
		t.Units[i].Queued = max(1, t.Units[i].Started-ahead)
	}
	return Depth{Model: "Pool(8)", Measured: []string{"requests", "trial 4"}, WallNS: t.WallNS, Cores: 2, Limit: workers, Units: t.Units}
}

func TestDepthTitle(t *testing.T) {
	span := func(queued, from, to int64) Span {
		return Span{Queued: queued * ms, Started: from * ms, Ended: to * ms}
	}
	late := Span{Due: 2 * ms, Started: 4 * ms, Ended: 10 * ms}
	for _, c := range []struct {
		name  string
		units []Span
		want  string
	}{
		{"one after the other", []Span{span(0, 0, 5), span(0, 5, 10)}, "One unit at a time"},
		{"two", []Span{span(0, 0, 10), span(0, 5, 10)}, "1.5 units in flight on average, at most 2"},
		{"a queue", []Span{span(0, 0, 5), span(1, 5, 10), span(2, 5, 10)}, "1.5 units in flight on average, at most 2; up to 2 in the queue"},
		{"units that come late", []Span{span(0, 0, 8), late}, "1.4 units in flight on average, at most 2; up to 1 due and not begun"},
		{"units without a length", []Span{span(0, 3, 3)}, "One unit at a time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := Depth{Model: "M", WallNS: 10 * ms, Units: c.units}.Draw()
			if err != nil {
				t.Fatal(err)
			}
			if got := parse(t, fig.SVG).title; got != c.want {
				t.Errorf("title is %q, want %q", got, c.want)
			}
			inspect(t, fig)
		})
	}
	if _, err := (Depth{Model: "M", WallNS: 10}).Draw(); err == nil || !strings.Contains(err.Error(), `depth of "M" has no units`) {
		t.Errorf("without units the error is %v", err)
	}
}

func TestDepthLook(t *testing.T) {
	all := trial(300, 300, ms, 20*ms)
	for name, d := range map[string]Depth{
		"depth":            queueing(8, 200, 12*ms),
		"depth-many":       queueing(8, 20_000, 12*ms),
		"depth-computing":  {Model: "Pool(4)", WallNS: all.WallNS, Cores: 2, Limit: 4, Units: trial(4, 40, 5*ms, 0).Units},
		"depth-goroutines": {Model: "Goroutines", Measured: []string{"300 requests"}, WallNS: all.WallNS, Cores: 2, Units: all.Units},
	} {
		t.Run(name, func(t *testing.T) {
			for _, u := range d.Units {
				d.WallNS = max(d.WallNS, u.Ended)
			}
			fig, err := d.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}

func TestCount(t *testing.T) {
	got := count([]stretch{{0, 5}, {5, 9}, {2, 7}, {3, 3}})
	want := []step{{0, 1}, {2, 2}, {7, 1}, {9, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCellsKeepAreaAndPeaks cuts the same steps finely and coarsely.
func TestCellsKeepAreaAndPeaks(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	steps := []step{{0, 1}}
	for at := 1.0; at < 1000; at += rng.Float64() {
		steps = append(steps, step{at, float64(rng.IntN(100))})
	}
	area := 0.0
	for i, s := range steps {
		until := 1000.0
		if i+1 < len(steps) {
			until = steps[i+1].at
		}
		area += s.value * (until - s.at)
	}
	for _, n := range []int{1, 7, 300, 5000} {
		sum, most := 0.0, 0.0
		for _, c := range cells(steps, 1000, n) {
			sum += c.mean * 1000 / float64(n)
			most = max(most, c.high)
		}
		if math.Abs(sum-area) > 1e-6*area || most != peak(steps) {
			t.Errorf("%d cells: area %v and peak %v, want %v and %v", n, sum, most, area, peak(steps))
		}
	}
}
