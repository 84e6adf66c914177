package pages

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns at most five of the names that are written most like one, the nearest first and else in their order. Names of packages in front of the
// dots need not be written.
func nearest(name string, names []string) []string {
	type near struct {
		name     string
		distance int
	}
	var found []near
	wanted := []rune(strings.ToLower(name))
	limit := max(1, len(wanted)/3)
	for _, n := range names {
		best := limit + 1
		for rest := strings.ToLower(n); ; {
			best = min(best, distance(wanted, []rune(rest), limit))
			_, after, more := strings.Cut(rest, ".")
			if !more {
				break
			}
			rest = after
		}
		if best <= limit && best < len(wanted) {
			found = append(found, near{n, best})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var list []string
	for _, f := range found {
		if len(list) < 5 && !slices.Contains(list, f.name) {
			list = append(list, f.name)
		}
	}
	return list
}

// distance returns how many letters must be put in, left out, replaced or swapped with their neighbour to make b of a; more than limit
// is limit+1.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return min(row[len(b)], limit+1)
}
