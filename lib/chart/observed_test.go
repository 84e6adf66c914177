package chart

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// path is a value that changes every tenth of the trial.
func path(values ...float64) Path {
	p := Path{Model: "Adaptive", Measured: []string{"2,000 requests"}, Name: "limit", WallNS: int64(len(values)) * 100 * ms}
	for i, v := range values {
		p.Points = append(p.Points, Moment{int64(i) * 100 * ms, v})
	}
	return p
}

func TestPathTitle(t *testing.T) {
	for _, c := range []struct {
		name string
		p    Path
		want string
	}{
		{"settled", path(1, 2, 4, 8, 16, 14, 15, 13, 16, 14), "The limit settles at about 14, between 13 and 16"},
		{"rising", path(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "The limit still rises at the end: from 1 to 10"},
		{"falling", path(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), "The limit still falls at the end: from 10 to 1"},
		{"constant", path(4, 4, 4, 4), "The limit stays at 4"},
		{"one point", path(4), "The limit stays at 4"},
		{"few steps", path(1, 8, 8, 8, 8, 8, 8, 8, 8, 8), "The limit ends at 8, with too few steps to say that it settled"},
		{"zero", path(0), "The limit stays at 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.p.Draw()
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

func TestPathRefuses(t *testing.T) {
	late := path(1, 2)
	late.Points[1].At = late.WallNS + 1
	for _, c := range []struct {
		name string
		p    Path
		want string
	}{
		{"nothing", Path{Model: "M", WallNS: 1}, `path of "M" has no points`},
		{"no time", Path{Model: "M", Points: []Moment{{0, 1}}}, "set WallNS"},
		{"NaN", path(1, nan), "limit NaN at"},
		{"infinite", path(1, math.Inf(1)), "limit +Inf at"},
		{"negative", path(-1), "limit -1 at"},
		{"after the end", late, "within the trial"},
	} {
		if fig, err := c.p.Draw(); err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
			t.Errorf("%s: error is %v, want one with %q and no figure", c.name, err, c.want)
		}
	}
}

func TestPathLook(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	found := path(1, 2, 4, 8, 16, 32)
	for range 40 {
		found.Points = append(found.Points, Moment{int64(len(found.Points)) * 100 * ms, float64(12 + rng.IntN(6))})
	}
	found.WallNS = int64(len(found.Points)) * 100 * ms
	for i := range 2000 {
		from := found.WallNS / 2020 * int64(i)
		found.Units = append(found.Units, Span{Started: from, Ended: from + 10*ms + rng.Int64N(10*ms)})
	}
	some := path(1, 2, 4, 4, 3, 4, 5, 4, 3, 4)
	for i := range 100 {
		some.Units = append(some.Units, Span{Started: int64(i) * 9 * ms, Ended: int64(i)*9*ms + rng.Int64N(20*ms)})
	}
	long := path(1)
	for i := range 10_000 {
		long.Points = append(long.Points, Moment{int64(i) * ms, float64(rng.IntN(50))})
	}
	long.WallNS = 10_000 * ms
	for name, p := range map[string]Path{"path": found, "path-few": some, "path-long": long, "path-one": path(4)} {
		t.Run(name, func(t *testing.T) {
			fig, err := p.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}
