package quantity

import (
	"math"
	"testing"
)

func TestWriting(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		f    func(float64) string
		x    float64
		want string
	}{
		{"nothing took no time", Duration, 0, "0 ns"},
		{"nanoseconds", Duration, 850, "850 ns"},
		{"microseconds", Duration, 2345, "2.35 µs"},
		{"rounds up into the next unit", Duration, 999_600, "1 ms"},
		{"milliseconds", Duration, 10e6, "10 ms"},
		{"seconds", Duration, 1.2749e9, "1.27 s"},
		{"many seconds", Duration, 1234e9, "1,234 s"},
		{"no duration", Duration, nan, Missing},
		{"slower", Ratio, 0.819, "0.82×"},
		{"far slower", Ratio, 0.00123, "0.0012×"},
		{"near one", Ratio, 1.0449, "1.04×"},
		{"some times", Ratio, 5.94, "5.9×"},
		{"rounds to ten", Ratio, 9.96, "10×"},
		{"many times", Ratio, 1234.5, "1,235×"},
		{"no ratio", Ratio, inf, Missing},
		{"percent", Percent, 83.14, "83.1 %"},
		{"no negative zero", Percent, -0.04, "0.0 %"},
		{"nearly twice", Times, 1.996, "2.0"},
		{"negative percent", Percent, -4, "-4.0 %"},
		{"whole", Number, 1234567, "1,234,567"},
		{"negative", Number, -1234, "-1,234"},
		{"three digits", Number, 4.5649, "4.56"},
		{"no trailing zeros", Number, 4.50, "4.5"},
		{"small", Number, 0.0000123, "1.23e-05"},
	} {
		if got := c.f(c.x); got != c.want {
			t.Errorf("%s: %v is written %q, want %q", c.name, c.x, got, c.want)
		}
	}
}
