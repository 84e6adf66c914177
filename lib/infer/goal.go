package infer

import (
	"fmt"
	"math"
)

// Goal is when a run may end: "until ±5 %, or 30 rounds". A budget of time is the caller's to keep.
//
// Looking at data again and again until they please is cheating with a test, but much less so with a
// width: the goal does not look at where an interval lies. What remains is that narrow intervals come up by chance. It is kept
// small by a least number of rounds and by looking at a growing distance ([Goal.Next]): ended so, 95 %
// intervals of a speed-up held the truth in 93 to 97 % of simulated runs.
type Goal struct {
	Within      float64 // the relative half width: 0.05 is ±5 %
	Least, Most int     // rounds; 0 is 10 and 100
}

// Progress is what a goal says of a run so far.
type Progress struct {
	Reached   bool
	HalfWidth float64 // of the widest interval, relative: 0.08 is ±8 %; +Inf when one is not known
	More      int     // how many rounds are still needed, as far as can be told; 0 when reached
	Next      int     // at which number of rounds to look again; 0 when the run may end
	Warnings  []Warning
}

// Next is the first number of rounds after n at which to look: the least, and then half as many more each time, up to the
// most; 0 when there is none.
func (g Goal) Next(n int) int {
	g = g.filled()
	look := min(g.Least, g.Most)
	for look <= n {
		if look == g.Most {
			return 0
		}
		look = min(look+(look+1)/2, g.Most)
	}
	return look
}

// Judge takes the estimates of all models, be it medians of times or speed-ups, so far. The widest interval decides. It is meant for
// the numbers of rounds that [Goal.Next] names.
func (g Goal) Judge(estimates ...Estimate) Progress {
	g = g.filled()
	p := Progress{}
	n := math.MaxInt
	for _, e := range estimates {
		p.HalfWidth = max(p.HalfWidth, halfWidth(e))
		n = min(n, e.N)
	}
	if len(estimates) == 0 {
		p.HalfWidth, n = math.Inf(1), 0
	}
	if p.Reached = n >= g.Least && p.HalfWidth <= g.Within; p.Reached {
		return p
	}
	p.More = max(1, g.Least-n)
	if !math.IsInf(p.HalfWidth, 0) {
		times := math.Log1p(p.HalfWidth) / math.Log1p(g.Within)
		p.More = max(p.More, int(math.Ceil(min(float64(n)*(times*times-1), 1e6)-1e-9)))
	}
	p.Next = g.Next(n)
	if n+p.More > g.Most {
		p.Warnings = []Warning{{WarnBudget, fmt.Sprintf("±%s needs about %d rounds, the most is %d: the interval is ±%s after %s and will stay wider than asked; allow more rounds, or be content with less",
			percent(g.Within), n+p.More, g.Most, digits(100*p.HalfWidth, 2)+" %", rounds(n))}}
	}
	return p
}

func (g Goal) filled() Goal {
	if g.Least == 0 {
		g.Least = 10
	}
	if g.Most == 0 {
		g.Most = 100
	}
	return g
}

// halfWidth is that of a positive value, in the middle of its interval on a logarithmic scale.
func halfWidth(e Estimate) float64 {
	if !e.Interval.Reached() || !(e.Interval.Low > 0) {
		return math.Inf(1)
	}
	return math.Sqrt(e.Interval.High/e.Interval.Low) - 1
}
