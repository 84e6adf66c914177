package infer

import (
	"cmp"
	"slices"
)

// ranking holds the ranks of some values, doubled so that the mean rank of ties stays whole.
type ranking struct {
	doubled []int // of each value, in the order in which the values were given
	ties    []int // the sizes of the groups of equal values
}

func rank(xs []float64) ranking {
	order := make([]int, len(xs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(xs[i], xs[j]) })
	r := ranking{doubled: make([]int, len(xs))}
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && xs[order[to]] == xs[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			r.doubled[i] = from + 1 + to
		}
		r.ties = append(r.ties, to-from)
		from = to
	}
	return r
}

// tied reports whether two values are equal.
func (r ranking) tied() bool { return len(r.ties) < len(r.doubled) }

// tieCorrection is the sum of t³ - t over the groups of ties.
func (r ranking) tieCorrection() float64 {
	sum := 0.0
	for _, t := range r.ties {
		sum += float64(t) * (float64(t)*float64(t) - 1)
	}
	return sum
}
