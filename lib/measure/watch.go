package measure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// watched spends two seconds idle, to see what others do, and two on the same work again and again.
func watched(ctx context.Context) []Finding {
	const idle = 2 * time.Second
	before, start := readActivity(), time.Now()
	select {
	case <-time.After(idle):
	case <-ctx.Done():
		return nil
	}
	var u Usage
	after := readActivity()
	after.since(before, &u)
	wall := time.Since(start)
	var findings []Finding
	if after.known {
		findings = others(u, wall)
	}
	if spread, alike := alike(ctx); alike {
		findings = append(findings, spread)
	}
	return findings
}

// others says what other programs and machines did while this program was idle.
func others(u Usage, wall time.Duration) []Finding {
	share := func(d time.Duration) float64 { return 100 * d.Seconds() / wall.Seconds() }
	found := map[Disturber]bool{}
	for _, d := range u.Disturbances(wall) {
		found[d.Kind] = true
	}
	findings := []Finding{
		{"other programs", !found[Others], fmt.Sprintf("they used %.0f %% of a core", share(u.Others)),
			"they take processors, caches and memory from what is measured", "close them (top shows which), and measure again"},
		{"steal", !found[Stolen], fmt.Sprintf("the host took %.0f %% of a core for other machines", share(u.Stolen)),
			"the program stands still at times: single trials are far slower", "measure at a quieter time, or on a machine with cores of its own"},
		{"throttling", !found[Throttled], fmt.Sprintf("the control group held this program up for %.0f %% of the time", share(u.Throttled)),
			"the program stands still at the end of each period", "raise the limit (docker run --cpus), or set GOMAXPROCS to it"},
	}
	for i := range findings {
		if findings[i].OK {
			findings[i].Effect, findings[i].Repair = "", ""
		}
	}
	return findings
}

// alike measures the same work as A and as B by turns: what differs is noise, and no smaller difference can be believed.
func alike(ctx context.Context) (f Finding, measured bool) {
	const (
		rounds = 100
		long   = 10 * time.Millisecond
	)
	n := calibrate(long)
	var a, b []float64
	for range rounds {
		if ctx.Err() != nil {
			return f, false
		}
		a, b = append(a, spin(n)), append(b, spin(n))
	}
	return judgeAlike(a, b), true
}

// judgeAlike compares two samples of the same.
func judgeAlike(a, b []float64) Finding {
	slices.Sort(a)
	slices.Sort(b)
	middle, last := len(a)/2, len(a)-1
	difference := 100 * math.Abs(a[middle]-b[middle]) / b[middle]
	spread := 100 * (a[3*last/4] - a[last/4]) / a[middle]
	found := fmt.Sprintf("the same work twice differs by %.1f %% (medians of %d), half of the trials lie within %.1f %%", difference, len(a), spread)
	if difference <= 2 && spread <= 5 {
		return ok("A/A spread", found)
	}
	return Finding{"A/A spread", false, found, "differences of this size between models are noise", "repair what is found above, or raise Trials"}
}

// spin computes for n steps and returns how long that took, in nanoseconds.
func spin(n int) float64 {
	start := time.Now()
	x := uint64(n)
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	spun = x
	return float64(time.Since(start))
}

var spun uint64 // keeps the work from being optimised away

// calibrate returns how many steps take so long.
func calibrate(long time.Duration) int {
	const first = 1_000_000
	best := math.Inf(1)
	for range 5 {
		best = min(best, spin(first))
	}
	return int(first * float64(long) / best)
}
