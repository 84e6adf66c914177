package chart

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// apart moves labels apart: it returns a place in [low, high] for each of the wanted ones, in their
// order from bottom to top, at least gap from the next, and not moved further than that
// asks for. Where there is not room for all, they start at low and stand above high.
func apart(wanted []vg.Length, low, high, gap vg.Length) []vg.Length {
	order := make([]int, len(wanted))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(wanted[i], wanted[j]) })
	places := make([]vg.Length, len(wanted))
	next := low
	for _, i := range order {
		places[i] = max(wanted[i], next)
		next = places[i] + gap
	}
	next = high
	for _, i := range slices.Backward(order) {
		places[i] = min(places[i], next)
		next = places[i] - gap
	}
	next = low
	for _, i := range order { // lifts what was pressed below low
		places[i] = max(places[i], next)
		next = places[i] + gap
	}
	return places
}
