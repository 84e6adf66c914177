// Package quantity writes numbers as people read them. It is the one rule for units and digits that tables, titles and figures
// share.
package quantity

import (
	"math"
	"strconv"
	"strings"
)

// Missing stands where there is no number.
const Missing = "–"

// Duration writes nanoseconds with up to three significant digits in the unit that suits them: "850 ns", "2.3 µs", "10 ms",
// "1.27 s", "90 s".
func Duration(ns float64) string {
	size := math.Abs(ns)
	switch {
	case math.IsNaN(ns) || math.IsInf(ns, 0):
		return Missing
	case size < 999.5:
		return Number(ns) + " ns"
	case size < 999.5e3:
		return Number(ns/1e3) + " µs"
	case size < 999.5e6:
		return Number(ns/1e6) + " ms"
	}
	return Number(ns/1e9) + " s"
}

// Ratio writes how many times: "9.6×", "0.82×", "120×".
func Ratio(x float64) string {
	if s := Times(x); s != Missing {
		return s + "×"
	}
	return Missing
}

// Times writes a ratio without its sign: two significant digits up to ten, and two places around one, where a reader looks for the
// difference: "0.012", "0.82", "1.04", "5.9", "12", "120".
func Times(x float64) string {
	size := math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return Missing
	case size < 0.0995 && x != 0:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case size < 1.995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case size < 9.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return Number(math.Round(x))
}

// Percent writes a percentage: "83.1 %", "-4.0 %".
func Percent(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Missing
	}
	return strconv.FormatFloat(math.Round(10*x)/10+0, 'f', 1, 64) + " %" // +0 turns -0 into 0
}

// Count writes a number of things: "1 unit", "1,200 units".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Number(float64(n)) + " " + what + "s"
}

// Number writes a number with up to three significant digits, and whole numbers of any size in full, with commas: "0.0123",
// "4.56", "78.9", "1,235".
func Number(x float64) string {
	size := math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return Missing
	case size >= 99.95:
		return commas(strconv.FormatFloat(x, 'f', 0, 64))
	case size < 1e-3 && x != 0:
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// commas groups the digits of a whole number by three.
func commas(digits string) string {
	sign := ""
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "-", rest
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Between writes a range of durations in nanoseconds: "58 to 65 ms", "950 µs to 1.2 ms".
func Between(low, high float64) string {
	from, to := Duration(low), Duration(high)
	number, unit, ok := strings.Cut(from, " ")
	if ok && strings.HasSuffix(to, " "+unit) {
		from = number
	}
	return from + " to " + to
}
