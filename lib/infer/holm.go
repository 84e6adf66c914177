package infer

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the P of several tests by the rule of Holm (1979): if every test whose adjusted P is at most
// 0.05 is believed, the chance that any of them is a false alarm is at most 5 %, however the
// tests depend on each other. NaN is no test: it stays NaN and costs the others nothing.
func Holm(ps []float64) []float64 {
	var order []int
	for i, p := range ps {
		if !math.IsNaN(p) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(ps[i], ps[j]) })
	adjusted := slices.Clone(ps)
	least := 0.0
	for k, i := range order {
		least = max(least, min(1, float64(len(order)-k)*ps[i]))
		adjusted[i] = least
	}
	return adjusted
}
