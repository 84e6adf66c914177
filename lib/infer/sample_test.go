package infer

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

var nan, inf = math.NaN(), math.Inf(1)

// mpg is the column of that name in R's data set mtcars (Motor Trend, 1974).
var mpg = []float64{21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
	14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4}

func TestQuantileGolden(t *testing.T) {
	for _, tc := range []struct {
		name string // with the source of the expected numbers
		xs   []float64
		want map[float64]float64
	}{
		{"R: quantile(1:10)", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
			map[float64]float64{0: 1, 0.25: 3.25, 0.5: 5.5, 0.75: 7.75, 1: 10}},
		{"R: summary(mtcars$mpg), quartiles to 3 digits", mpg,
			map[float64]float64{0: 10.4, 0.25: 15.425, 0.5: 19.2, 0.75: 22.8, 1: 33.9}},
		{"numpy: documentation of numpy.quantile", []float64{10, 7, 4, 3, 2, 1},
			map[float64]float64{0.5: 3.5}},
		{"Excel: documentation of PERCENTILE.INC", []float64{1, 3, 2, 4},
			map[float64]float64{0.3: 1.9}},
		{"Wikipedia: Percentile, variant C = 1", []float64{15, 20, 35, 40, 50},
			map[float64]float64{0.4: 29}},
		{"one value", []float64{7}, map[float64]float64{0: 7, 0.3: 7, 1: 7}},
		{"no value", nil, map[float64]float64{0: nan, 0.5: nan, 1: nan}},
		{"p outside 0 to 1", []float64{1, 2}, map[float64]float64{-0.01: nan, 1.01: nan, inf: nan, nan: nan}},
		{"span beyond the largest float", []float64{-math.MaxFloat64, math.MaxFloat64},
			map[float64]float64{0.5: 0, 0.75: math.MaxFloat64 / 2}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := NewSample(tc.xs)
			for p, want := range tc.want {
				if got := s.Quantile(p); !near(got, want, 1e-12) {
					t.Errorf("Quantile(%v) = %v, want %v", p, got, want)
				}
			}
		})
	}
}

func TestMean(t *testing.T) {
	for _, tc := range []struct {
		name string
		xs   []float64
		want float64
	}{
		{"R: summary(mtcars$mpg)", mpg, 20.090625},
		{"gonum", mpg, stat.Mean(mpg, nil)},
		{"missing values", []float64{1, nan, 3, inf}, 2},
		{"no value", nil, nan},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := NewSample(tc.xs).Mean(); !near(got, tc.want, 1e-12) {
				t.Errorf("Mean() = %v, want %v", got, tc.want)
			}
		})
	}
}

// Type 7 at p is gonum's type 4, LinInterp, at (1 + (n-1)p)/n.
func TestQuantileAgainstGonum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := 1; n <= 200; n++ {
		xs := logNormal(rng, n, 1)
		s := NewSample(xs)
		slices.Sort(xs)
		for range 20 {
			p := rng.Float64()
			want := stat.Quantile((1+float64(n-1)*p)/float64(n), stat.LinInterp, xs, nil)
			if got := s.Quantile(p); !near(got, want, 1e-9) {
				t.Fatalf("n = %d: Quantile(%v) = %v, gonum has %v", n, p, got, want)
			}
		}
	}
}

// FuzzQuantile reads float64s from the bytes, so that the corpus reaches subnormal and
// extreme values, and holds the quantile to what every quantile has to be.
func FuzzQuantile(f *testing.F) {
	f.Add(floatBytes(1, 2, 3), uint16(13107), uint16(45874))
	f.Add(floatBytes(-math.MaxFloat64, math.MaxFloat64, 5e-324), uint16(6553), uint16(58982))
	f.Add(floatBytes(nan, inf, -inf, 0.1, 0.1, 0.1), uint16(32768), uint16(32768))
	f.Fuzz(func(t *testing.T, data []byte, i, j uint16) {
		p, q := float64(min(i, j))/math.MaxUint16, float64(max(i, j))/math.MaxUint16
		xs := bytesFloats(data)
		s := NewSample(xs)
		if s.N() == 0 {
			return
		}
		low, high := s.Quantile(p), s.Quantile(q)
		if !(s.Quantile(0) <= low && low <= high && high <= s.Quantile(1)) {
			t.Errorf("%v: quantiles at 0, %v, %v, 1 do not rise: %v %v %v %v", xs, p, q, s.Quantile(0), low, high, s.Quantile(1))
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
		if got := NewSample(xs).Quantile(p); got != low {
			t.Errorf("Quantile(%v) = %v in one order of the values, %v in another", p, low, got)
		}
	})
}

// Rounding makes the other usual formula, a(1-f) + bf, fall at times while f rises.
func TestBetweenRisesAndStaysInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	for range 100_000 {
		a := rng.NormFloat64()
		b := a + math.Abs(rng.NormFloat64())*math.Exp2(float64(-rng.IntN(50)))
		f := rng.Float64()
		points := []float64{a, between(a, b, f), between(a, b, math.Nextafter(f, 1)), between(a, b, math.Nextafter(1, 0)), b}
		if !slices.IsSorted(points) {
			t.Fatalf("from %v to %v at f = %v: %v do not rise", a, b, f, points)
		}
	}
}

func TestNewSampleLeavesItsInputAlone(t *testing.T) {
	xs := []float64{3, 1, 2}
	s := NewSample(xs)
	if !slices.Equal(xs, []float64{3, 1, 2}) {
		t.Errorf("the input was reordered: %v", xs)
	}
	xs[0] = 100
	if got := s.Quantile(1); got != 3 {
		t.Errorf("the sample follows its input: maximum %v, want 3", got)
	}
}

func logNormal(rng *rand.Rand, n int, sigma float64) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = math.Exp(sigma * rng.NormFloat64())
	}
	return xs
}

func near(got, want, relative float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= relative*math.Abs(want)
}

func floatBytes(xs ...float64) []byte {
	var b []byte
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func bytesFloats(b []byte) []float64 {
	var xs []float64
	for ; len(b) >= 8; b = b[8:] {
		xs = append(xs, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return xs
}

func TestValuesBeyond(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want int
	}{{0.5, 2}, {0.9, 10}, {0.95, 20}, {0.99, 100}, {0.999, 1000}} {
		if got := ValuesBeyond(c.p); got != c.want {
			t.Errorf("ValuesBeyond(%v) = %d, want %d", c.p, got, c.want)
		}
	}
}
