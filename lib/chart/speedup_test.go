package chart

import (
	"math"
	"strings"
	"testing"
)

var nan = math.NaN()

func ratio(name string, value, low, high float64) Ratio {
	return Ratio{Name: name, Value: value, Low: low, High: high}
}

// against adds the baseline.
func against(rows ...Ratio) Speedup {
	return Speedup{
		Measured: []string{"Speed-up of 500 file reads, 64 KiB each", "median of 10 rounds, 95 % interval"},
		Rows:     append([]Ratio{{Name: "Sequential", Value: 1, Baseline: true}}, rows...),
	}
}

func TestSpeedupTitle(t *testing.T) {
	weak := ratio("Goroutines", 3, 2.8, 3.2)
	weak.Weak = true
	control := ratio("Sequential A/A", 1.3, 1.2, 1.4)
	control.Control = true
	for _, c := range []struct {
		name string
		rows []Ratio
		want string
	}{
		{"one faster", []Ratio{ratio("Goroutines", 9.6, 9.1, 10)}, "Goroutines is 9.6 times as fast as Sequential"},
		{"the fastest alone", []Ratio{ratio("Pool(8)", 5.9, 5.6, 6.2), ratio("Goroutines", 9.6, 9.1, 10)}, "Goroutines is 9.6 times as fast as Sequential"},
		{"two overlap", []Ratio{ratio("Pool(8)", 9.4, 8.9, 9.9), ratio("Goroutines", 9.6, 9.1, 10)}, "Goroutines and Pool(8) are about 9.5 times as fast as Sequential"},
		{"four overlap", []Ratio{ratio("A", 2.1, 2, 2.2), ratio("B", 2.1, 2, 2.2), ratio("C", 2.1, 2, 2.2), ratio("D", 2.1, 2, 2.2)}, "A and 3 others are about 2.1 times as fast as Sequential"},
		{"an unsure interval is said in full", []Ratio{ratio("Goroutines", 4, 1.2, 14)}, "Goroutines is 1.20 to 14 times as fast as Sequential"},
		{"the interval holds 1", []Ratio{ratio("Goroutines", 4, 0.99, 14)}, "Goroutines does not differ from Sequential beyond the noise"},
		{"the interval touches 1", []Ratio{ratio("Goroutines", 4, 1, 14)}, "Goroutines does not differ from Sequential beyond the noise"},
		{"no model", []Ratio{ratio("A", 1.02, 0.98, 1.1), ratio("B", 0.97, 0.9, 1.01)}, "No model differs from Sequential beyond the noise"},
		{"slower", []Ratio{ratio("Pool(2)", 0.82, 0.78, 0.87)}, "Pool(2) is slower than Sequential: 0.82 times as fast"},
		{"the slowest", []Ratio{ratio("A", 0.9, 0.88, 0.92), ratio("B", 0.5, 0.49, 0.51), ratio("C", 1.01, 0.9, 1.1)}, "B is slower than Sequential: 0.50 times as fast"},
		{"faster is told before slower", []Ratio{ratio("A", 0.9, 0.88, 0.92), ratio("B", 1.5, 1.4, 1.6)}, "B is 1.50 times as fast as Sequential"},
		{"a control is no finding", []Ratio{control, ratio("B", 1.01, 0.9, 1.1)}, "B does not differ from Sequential beyond the noise"},
		{"too few rounds", []Ratio{weak}, "Too few rounds to say whether Goroutines differs from Sequential"},
		{"no intervals", []Ratio{ratio("A", 3, nan, nan), ratio("B", 2, 0, 0)}, "Too few rounds to say which models differ from Sequential"},
		{"a larger value without evidence does not win", []Ratio{weak, ratio("B", 2, 1.9, 2.1)}, "B is 2.0 times as fast as Sequential"},
		{"not measured", []Ratio{ratio("A", nan, nan, nan), ratio("B", 2, 1.9, 2.1)}, "B is 2.0 times as fast as Sequential"},
		{"alone", nil, "Nothing to compare with Sequential"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := against(c.rows...).Draw()
			if err != nil {
				t.Fatal(err)
			}
			if got := parse(t, fig.SVG).title; got != c.want {
				t.Errorf("title is %q, want %q", got, c.want)
			}
			if !strings.HasPrefix(fig.Alt, c.want+". ") {
				t.Errorf("alt is %q, want it to begin with the title", fig.Alt)
			}
			inspect(t, fig)
		})
	}
}

func TestSpeedupRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Speedup
		want string
	}{
		{"nothing", Speedup{}, "0 baselines among 0 rows"},
		{"no baseline", Speedup{Rows: []Ratio{ratio("A", 2, 1, 3)}}, "0 baselines among 1 rows"},
		{"two baselines", against(Ratio{Name: "B", Value: 1, Baseline: true}), "2 baselines"},
		{"another baseline value", Speedup{Rows: []Ratio{{Name: "B", Value: 2, Baseline: true}}}, "want 1"},
		{"zero", against(ratio("A", 0, 1, 2)), `speedup of "A" is 0`},
		{"negative", against(ratio("A", -1, 1, 2)), `speedup of "A" is -1`},
		{"out of reach", against(ratio("A", 1e300, 1, 2)), `speedup of "A" is 1e+300`},
		{"infinite", against(ratio("A", math.Inf(1), 1, 2)), `speedup of "A" is +Inf`},
		{"interval down to 0", against(ratio("A", 1, 0, 2)), "interval of"},
		{"interval upside down", against(ratio("A", 1, 2, 1)), "interval of"},
		{"half an interval", against(ratio("A", 1, 0.5, nan)), "interval of"},
		{"endless interval", against(ratio("A", 1, 0.5, math.Inf(1))), "interval of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.s.Draw()
			if err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
				t.Errorf("error is %v, want one with %q and no figure", err, c.want)
			}
		})
	}
}

func TestSpeedupLook(t *testing.T) {
	control := ratio("Sequential A/A", 1.01, 0.97, 1.04)
	control.Control = true
	long := strings.Repeat("Pool{Workers: 128, Queue: 65536} ", 200)
	for name, s := range map[string]Speedup{
		"speedup": against(ratio("Goroutines", 9.6, 9.1, 10), ratio("Pool(32)", 9.4, 8.9, 9.9), ratio("EventLoop", 8.8, 8.2, 9.3),
			ratio("Pool(8)", 5.9, 5.6, 6.2), ratio("Processes(2)", 1.6, 1.5, 1.8), control, ratio("Mutex pool", 0.82, 0.78, 0.87)),
		"speedup-names": against(ratio(long, 4.1, 4, 4.3), ratio("<script>alert(1)</script>", 3, 2.9, 3.1),
			ratio("\"&'\x00\x1b\xff\u202eevil\n", 2, 1.9, 2.1), ratio("Пул(８) 並行", 2, 1.9, 2.1), ratio("", nan, 0, 0)),
		"speedup-huge":   against(ratio("Goroutines", 81234, 70000, 90000), ratio("Pool(64)", 61.5, 60, 62), ratio("Slow", 0.0012, 0.001, 0.0014)),
		"speedup-close":  against(ratio("Goroutines", 1.002, 0.999, 1.004), ratio("Pool(2)", 0.999, 0.997, 1.001)),
		"speedup-slower": against(ratio("Goroutines", 0.61, 0.55, 0.66), ratio("Pool(2)", 0.82, 0.8, 0.9)),
	} {
		t.Run(name, func(t *testing.T) {
			fig, err := s.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
			if again, _ := s.Draw(); string(again.SVG) != string(fig.SVG) {
				t.Error("drawn twice, the figures differ")
			}
		})
	}
}
