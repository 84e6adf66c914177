package chart

import (
	"fmt"
	"math"
	"strings"

	"threadboost/lib/internal/quantity"
)

// nameWidth is how many pixels a name may take.
const nameWidth = 190

// short is a name as it stands in a figure.
func short(name string) string { return cut(name, sans(textSize), nameWidth) }

// full is a name as it stands in the alternative text: whole, unless it would bury the rest.
func full(name string) string { return cut(name, sans(textSize), 8*nameWidth) }

// list writes names as a reader would: "A", "A and B", "A, B and C", "A and 4 others".
func list(names []string) string {
	n := len(names)
	switch {
	case n == 1:
		return names[0]
	case n <= 3:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0] + " and " + quantity.Count(n-1, "other")
}

// few writes the first parts and says how many follow.
func few(parts []string) string {
	const most = 8
	if len(parts) <= most {
		return strings.Join(parts, "; ")
	}
	return strings.Join(parts[:most], "; ") + fmt.Sprintf("; and %d more", len(parts)-most)
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
