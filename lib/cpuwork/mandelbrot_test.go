package cpuwork

import (
	"math"
	"slices"
	"testing"
)

// Points whose orbit is known, and those just beside the neck at -3/4, which take pi/epsilon iterations: D. Boll's discovery, with the
// numbers of A. Klebanoff, Pi in the Mandelbrot Set, Fractals 9 (2001).
func TestEscape(t *testing.T) {
	const limit = 100_000
	for c, want := range map[complex128]int{
		0: limit, -2: limit, 0.25: limit, 1i: limit, -1: limit, // in the set
		1:                 3, // 0, 1, 2, 5
		2:                 2, // 0, 2, 6
		complex(-0.75, 1): 3, complex(-0.75, 0.1): 33, complex(-0.75, 0.01): 315, complex(-0.75, 0.001): 3143, complex(-0.75, 0.0001): 31417,
	} {
		if got := escape(c, limit); got != want {
			t.Errorf("%v escapes after %d iterations, want %d", c, got, want)
		}
	}
}

// costs returns how many iterations each unit takes, and how many points are in the set.
func costs(m Mandelbrot) (costs []float64, inside int) {
	m = m.withDefaults()
	costs = make([]float64, m.Rows)
	for i := range costs {
		for column := range m.Columns {
			n := escape(m.point(i, column), m.Iterations)
			costs[i] += float64(n)
			if n == m.Iterations {
				inside++
			}
		}
	}
	return costs, inside
}

// The area of the set is 1.5065918849 (T. Foerstemann, 2012), all of it within the picture but for what is left of -2.
func TestAreaOfTheSet(t *testing.T) {
	m := Mandelbrot{Rows: 300, Columns: 300}
	_, inside := costs(m)
	if got := 2.5 * 2.5 * float64(inside) / (300 * 300); math.Abs(got-1.5066) > 0.02 {
		t.Errorf("the area is %.4f, want 1.5066 and a little for points that look as if they were in the set", got)
	}
}

// Dealt out evenly, the same points are computed, each once, and units cost about the same.
func TestEven(t *testing.T) {
	rows, inside := costs(Mandelbrot{})
	even, same := costs(Mandelbrot{Even: true})
	if inside != same || sum(rows) != sum(even) {
		t.Errorf("the units have %d points of the set and cost %v, want %d and %v as by rows", same, sum(even), inside, sum(rows))
	}
	if got := spread(rows); got < 2.7 {
		t.Errorf("the most costly row takes %.2f of the average, want 2.7 or more", got)
	}
	if got := slices.Max(rows) / rows[0]; got < 300 {
		t.Errorf("the most costly row takes %.0f times as much as the first, want 300 or more", got)
	}
	if got := spread(even); got > 1.2 {
		t.Errorf("the most costly unit takes %.2f of the average, want at most 1.2", got)
	}
}

func sum(xs []float64) (sum float64) {
	for _, x := range xs {
		sum += x
	}
	return sum
}

// spread is the largest in terms of the average.
func spread(xs []float64) float64 { return slices.Max(xs) * float64(len(xs)) / sum(xs) }

// The picture is its own mirror image.
func TestTheUpperHalfIsTheLower(t *testing.T) {
	sums := sums(t, Mandelbrot{Rows: 40, Columns: 50})
	for i, sum := range sums {
		if mirror := sums[len(sums)-1-i]; sum != mirror {
			t.Errorf("row %d has checksum %#x, its mirror image %#x", i, sum, mirror)
		}
	}
}
