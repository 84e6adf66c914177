package cpuwork

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestProductByHand(t *testing.T) {
	p := product{size: 2, a: []float64{1, 2, 3, 4}, b: []float64{5, 6, 7, 8}, c: []float64{9, 9, 9, 9}}
	if _, err := p.band(t.Context(), 0, 2); err != nil || !slices.Equal(p.c, []float64{19, 22, 43, 50}) {
		t.Errorf("the product is %v (%v), want 19 22 43 50", p.c, err)
	}
}

// Freivalds' check: c = a*b if c*r = a*(b*r) for random r.
func TestProductByFreivalds(t *testing.T) {
	m := MatrixProduct{Size: 150, Skew: 1}.withDefaults()
	random := rand.New(rand.NewPCG(2, 2))
	p, err := m.product(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := cuts(m.Units, m.Size, m.Skew)
	for i := range m.Units {
		if _, err := p.band(t.Context(), rows[i], rows[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		r := make([]float64, m.Size)
		fill(r, random)
		if !slices.Equal(p.times(p.c, r), p.times(p.a, p.times(p.b, r))) {
			t.Fatal("c*r is not a*(b*r)")
		}
	}
}

// times multiplies a matrix by a vector.
func (p product) times(matrix, vector []float64) []float64 {
	result := make([]float64, p.size)
	for i := range result {
		for j, x := range vector {
			result[i] += matrix[i*p.size+j] * x
		}
	}
	return result
}
