package cpuwork

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"threadboost/lib/lab"
)

// MatrixProduct multiplies two square matrices, a band of rows of the product a unit, by the textbook's three loops in the order that
// goes through memory in lines. A library with blocks and vector instructions is many times as fast: this is about dividing work.
type MatrixProduct struct {
	Size  int `json:"size,omitempty"`  // rows, and columns, of each matrix; zero means 400
	Units int `json:"units,omitempty"` // number of bands; zero means 200, or one a row where there are fewer
	// Skew says how unequal the bands are, see the package's doc; zero means all alike.
	Skew float64 `json:"skew,omitempty"`
}

const (
	defaultSide = 400
	mostSide    = 8192 // three matrices of 512 MiB
)

func (m MatrixProduct) withDefaults() MatrixProduct {
	m.Size = cmp.Or(m.Size, defaultSide)
	m.Units = cmp.Or(m.Units, min(defaultUnits, m.Size))
	return m
}

// String describes the work, such as "product of matrices, 400 by 400, in 200 bands".
func (m MatrixProduct) String() string {
	m = m.withDefaults()
	noun := "bands"
	if m.Units == 1 {
		noun = "band"
	}
	return fmt.Sprintf("product of matrices, %d by %d, in %d %s", m.Size, m.Size, m.Units, noun) + skewed(m.Skew)
}

// Prepare makes two matrices and a job of the bands of their product. It can be run in other processes, each of which makes the same ones.
func (m MatrixProduct) Prepare(ctx context.Context) (*lab.Job, error) {
	m = m.withDefaults()
	if err := m.check(); err != nil {
		return nil, err
	}
	p, err := m.product(ctx)
	if err != nil {
		return nil, err
	}
	rows := cuts(m.Units, m.Size, m.Skew)
	return travelling(MatrixProductName, m, m.Units, func(ctx context.Context, i int) (uint64, error) {
		return p.band(ctx, rows[i], rows[i+1])
	})
}

func (m MatrixProduct) check() error {
	switch {
	case m.Size < 0 || m.Size > mostSide:
		return fmt.Errorf("cpuwork: MatrixProduct has matrices of %d rows: want 1 to %d, or 0 for %d", m.Size, mostSide, defaultSide)
	case m.Units < 0 || m.Units > m.Size:
		return fmt.Errorf("cpuwork: MatrixProduct asks for %d bands of %d rows in all: want 1 to %d, or 0 for the default", m.Units, m.Size, m.Size)
	}
	return checkSkew("MatrixProduct", m.Skew)
}

// product makes the matrices, or returns ctx.Err() when ctx ends before. They lie in one piece of memory, so that their distances, which
// a processor's caches are sensitive to, are the same in every trial.
func (m MatrixProduct) product(ctx context.Context) (product, error) {
	n := m.Size * m.Size
	all := make([]float64, 3*n)
	p := product{size: m.Size, a: all[:n], b: all[n : 2*n], c: all[2*n:]}
	random := rand.New(rand.NewPCG(1, 1))
	for row := range 2 * m.Size {
		if err := ctx.Err(); err != nil {
			return product{}, err
		}
		fill(all[row*m.Size:][:m.Size], random)
	}
	return p, nil
}

// fill fills a row with small whole numbers: the product of any two matrices of them is exact, on every processor and in any order of sums.
func fill(row []float64, random *rand.Rand) {
	for i := range row {
		row[i] = float64(random.IntN(17) - 8)
	}
}

// A product is c = a * b, row after row in one slice each.
type product struct {
	size    int
	a, b, c []float64
}

// band computes some rows of c and returns their checksum, or ctx.Err() when ctx ends before.
func (p product) band(ctx context.Context, from, to int) (sum uint64, err error) {
	for row := from; row < to; row++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		for _, x := range p.row(row) {
			sum = mixed(sum, math.Float64bits(x))
		}
	}
	return sum, ctx.Err()
}

// row computes a row of c.
func (p product) row(row int) []float64 {
	n := p.size
	c := p.c[row*n : (row+1)*n]
	clear(c) // a unit may be run again
	for k, a := range p.a[row*n : (row+1)*n] {
		b := p.b[k*n:][:len(c)]
		for j := range c {
			c[j] += a * b[j]
		}
	}
	return c
}
