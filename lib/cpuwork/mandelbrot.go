package cpuwork

import (
	"cmp"
	"context"
	"fmt"

	"threadboost/lib/lab"
)

// Mandelbrot computes a picture of the Mandelbrot set, a row of points a unit. Rows differ by nature: points of the set take all
// iterations, those far from it a few. The most costly row takes 2.7 times the average and 300 times the first one, and the costly ones
// lie next to each other: who divides the rows into blocks, one a worker, divides the work badly.
type Mandelbrot struct {
	Rows       int `json:"rows,omitempty"`       // zero means 200
	Columns    int `json:"columns,omitempty"`    // points in a row; zero means 300
	Iterations int `json:"iterations,omitempty"` // that prove a point to be in the set; zero means 1,000
	// Even deals the points out so that all units cost about the same: a unit has one point of each column, in rows that are scattered
	// over the picture.
	Even bool `json:"even,omitempty"`
}

const (
	defaultRows       = 200
	defaultColumns    = 300
	defaultIterations = 1000
)

func (m Mandelbrot) withDefaults() Mandelbrot {
	return Mandelbrot{cmp.Or(m.Rows, defaultRows), cmp.Or(m.Columns, defaultColumns), cmp.Or(m.Iterations, defaultIterations), m.Even}
}

// String describes the work, such as "Mandelbrot set, 200 rows of 300 points".
func (m Mandelbrot) String() string {
	m = m.withDefaults()
	noun := "rows"
	if m.Rows == 1 {
		noun = "row"
	}
	text := fmt.Sprintf("Mandelbrot set, %d %s of %d points", m.Rows, noun, m.Columns)
	if m.Iterations != defaultIterations {
		text += fmt.Sprintf(", %d iterations", m.Iterations)
	}
	if m.Even {
		text += ", dealt out evenly"
	}
	return text
}

// Prepare makes a job of the rows. It can be run in other processes.
func (m Mandelbrot) Prepare(context.Context) (*lab.Job, error) {
	m = m.withDefaults()
	if m.Rows < 0 || m.Columns < 0 || m.Iterations < 0 {
		return nil, fmt.Errorf("cpuwork: Mandelbrot asks for %d rows of %d points with %d iterations: want at least 1 of each, or 0 for %d, %d and %d",
			m.Rows, m.Columns, m.Iterations, defaultRows, defaultColumns, defaultIterations)
	}
	const most = 1 << 24 // more take a point longer than a unit may take to be called off
	if m.Iterations > most {
		return nil, fmt.Errorf("cpuwork: Mandelbrot asks for %d iterations: want at most %d", m.Iterations, most)
	}
	return travelling(MandelbrotName, m, m.Rows, m.unit)
}

// unit returns a checksum of what unit i finds out about its points.
func (m Mandelbrot) unit(ctx context.Context, i int) (sum uint64, err error) {
	const glance = 1 << 18 // iterations between two looks at ctx: about a millisecond
	since := glance
	for column := range m.Columns {
		if since >= glance {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			since = 0
		}
		n := escape(m.point(i, column), m.Iterations)
		since += n + 1
		sum = mixed(sum, uint64(n))
	}
	return sum, nil
}

// point returns the point that unit i has in a column, of the part of the plane from -2-1.25i to 0.5+1.25i.
func (m Mandelbrot) point(i, column int) complex128 {
	row := i
	if m.Even {
		const golden = 0.618034 // rows that are this far apart scatter, however many there are
		row = (i + column*int(golden*float64(m.Rows))) % m.Rows
	}
	return complex(-0.75+float64(1.25*centre(column, m.Columns)), 1.25*centre(row, m.Rows))
}

// centre returns where the middle of part i of n is, from -1 to 1.
func centre(i, n int) float64 { return float64(2*i+1-n) / float64(n) }

// escape returns after how many iterations of z*z + c a point turns out not to be in the set, or the limit.
//
// The arithmetic is that of float64, as complex128 looks for infinities. Conversions forbid to fuse products and sums, which some
// processors do: the rounding would be another one, and with that the count.
func escape(c complex128, limit int) int {
	re, im := 0.0, 0.0
	for n := range limit {
		re2, im2, reim := float64(re*re), float64(im*im), float64(re*im)
		if re2+im2 > 4 {
			return n
		}
		re, im = re2-im2+real(c), reim+reim+imag(c)
	}
	return limit
}
