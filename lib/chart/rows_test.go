package chart

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"threadboost/lib/infer"
)

// drawer is any figure.
type drawer interface{ Draw() (Figure, error) }

// look draws figures by their name, compares them with testdata and checks what every figure promises.
func lookAt(t *testing.T, figures map[string]drawer) {
	t.Helper()
	for name, f := range figures {
		t.Run(name, func(t *testing.T) {
			fig, err := f.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
			if title := parse(t, fig.SVG).title; !strings.HasPrefix(fig.Alt, title) && len(title) < 200 && !strings.Contains(title, "…") {
				t.Errorf("alt is %q, want it to begin with the title %q", fig.Alt, title)
			}
			if again, _ := f.Draw(); string(again.SVG) != string(fig.SVG) {
				t.Error("drawn twice, the figures differ")
			}
		})
	}
}

// titled is a figure with the title that it should have.
type titled struct {
	name   string
	figure drawer
	want   string
}

func checkTitles(t *testing.T, cases []titled) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.figure.Draw()
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

// checkRefusals wants an error with the text of each case, and no figure.
func checkRefusals(t *testing.T, cases []titled) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.figure.Draw()
			if err == nil || !strings.Contains(err.Error(), c.want) || fig.SVG != nil {
				t.Errorf("error is %v, want one with %q and no figure", err, c.want)
			}
		})
	}
}

// hostileName is what a name may be.
const hostileName = "<script>alert(1)</script>\"&'\x00\x1b\xff\u202eevil\n"

var longName = strings.Repeat("Pool{Workers: 128, Queue: 65536} ", 200)

func saving(name string, value, low, high, ceiling float64) Saving {
	return Saving{ratio(name, value, low, high), ceiling}
}

func improvement(rows ...Saving) Improvement {
	return Improvement{
		Measured: []string{"500 file reads, 64 KiB each", "medians of 10 rounds, 95 % intervals"},
		Rows:     append([]Saving{{Ratio: Ratio{Name: "Sequential", Value: 1, Baseline: true}}}, rows...),
	}
}

func TestImprovementTitle(t *testing.T) {
	weak := saving("Goroutines", 3, 2.8, 3.2, 0)
	weak.Weak = true
	checkTitles(t, []titled{
		{"faster", improvement(saving("Pool(8)", 4, 3.8, 4.2, 0)), "Pool(8) saves 75.0 % of the time of Sequential"},
		{"two that overlap", improvement(saving("A", 9.4, 8.9, 9.9, 0), saving("B", 9.6, 9.1, 10, 0)), "B and A save about 89.5 % of the time of Sequential"},
		{"unsure", improvement(saving("A", 4, 1.2, 14, 0)), "A saves 16.7 to 92.9 % of the time of Sequential"},
		{"slower", improvement(saving("A", 0.8, 0.78, 0.82, 0)), "A needs 25.0 % more time than Sequential"},
		{"the interval holds 1", improvement(saving("A", 1.1, 0.9, 1.2, 0)), "A does not differ from Sequential beyond the noise"},
		{"too few rounds", improvement(weak), "Too few rounds to say whether Goroutines differs from Sequential"},
		{"alone", improvement(), "Nothing to compare with Sequential"},
	})
}

func TestImprovementRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", Improvement{}, "improvement has 0 baselines among 0 rows"},
		{"a ceiling above all", improvement(saving("A", 2, 1, 3, 101)), `ceiling of "A" is 101 %`},
		{"a ceiling that is no number", improvement(saving("A", 2, 1, 3, nan)), `ceiling of "A" is NaN %`},
		{"no ratio", improvement(saving("A", -2, 1, 3, 0)), `speedup of "A" is -2`},
	})
}

func TestImprovementLook(t *testing.T) {
	control := saving("Sequential A/A", 1.01, 0.97, 1.04, 0)
	control.Control = true
	lookAt(t, map[string]drawer{
		"improvement": improvement(saving("Goroutines", 9.6, 9.1, 10, 96.1), saving("Pool(32)", 9.4, 8.9, 9.9, 96.1), saving("Pool(8)", 5.9, 5.6, 6.2, 87.5),
			saving("Processes(2)", 1.6, 1.5, 1.8, 50), control, saving("Mutex pool", 0.82, 0.78, 0.87, 87.5)),
		"improvement-slower": improvement(saving("Batches", 0.2, 0.19, 0.21, 0), saving("Mutex", 0.6, 0.4, 0.7, 0), saving("Channel", nan, 0, 0, 0)),
		"improvement-names":  improvement(saving(hostileName, 60, 55, 65, 99), saving(longName, 25, 22, 27, 0), saving("", 1.2, 0, 0, 30)),
	})
}

// compared are comparisons as a run gives them, from the times of its rounds.
func compared(rounds int, control bool, models map[string]float64) []infer.Comparison {
	rng := rand.New(rand.NewPCG(uint64(rounds), 5))
	times := func(median float64) []float64 {
		values := make([]float64, rounds)
		for i := range values {
			values[i] = median * math.Exp(0.03*rng.NormFloat64())
		}
		return values
	}
	r := infer.Run{Baseline: infer.Times{Name: "Sequential", Values: times(100)}}
	if control {
		r.Control = times(103)
	}
	for _, name := range sortedKeys(models) {
		r.Models = append(r.Models, infer.Times{Name: name, Values: times(models[name])})
	}
	return r.Compare()
}

func forest(comparisons []infer.Comparison) Forest {
	return Forest{Measured: []string{"500 file reads", "10 rounds, 95 % intervals"}, Comparisons: comparisons, BaselineNS: 100e6}
}

func TestForestTitle(t *testing.T) {
	checkTitles(t, []titled{
		{"faster and slower", forest(compared(10, false, map[string]float64{"A": 20, "B": 25, "C": 150})), "A and B are faster than Sequential, C is slower"},
		{"faster", forest(compared(10, false, map[string]float64{"A": 20})), "A is faster than Sequential"},
		{"slower", forest(compared(10, false, map[string]float64{"A": 120})), "A is slower than Sequential"},
		{"the same", forest(compared(10, false, map[string]float64{"A": 100, "B": 100.5})), "No model differs from Sequential beyond the noise"},
		{"within the noise floor", forest(compared(40, true, map[string]float64{"A": 98})), "No model differs from Sequential by more than the noise floor"},
		{"too few rounds", forest(compared(3, false, map[string]float64{"A": 20, "B": 30})), "Too few rounds to say which models differ from Sequential"},
	})
}

func TestForestRefuses(t *testing.T) {
	two := append(compared(10, false, map[string]float64{"A": 20}), infer.Comparison{Model: "B", Baseline: "Pool"})
	wrong := compared(10, false, map[string]float64{"A": 20})
	wrong[0].Speedup.Value = -1
	checkRefusals(t, []titled{
		{"nothing", Forest{}, "forest has no comparisons"},
		{"two baselines", forest(two), `compares with "Sequential" and with "Pool"`},
		{"no ratio", forest(wrong), `speedup of "A" is -1`},
	})
}

func TestForestLook(t *testing.T) {
	missing := compared(12, false, map[string]float64{"A": 20, "B": 90})
	missing[0].Speedup.Value, missing[0].Speedup.Interval, missing[0].HolmP = nan, infer.Interval{}, nan
	missing[0].Verdict = infer.TooFew
	lookAt(t, map[string]drawer{
		"forest":         forest(compared(12, true, map[string]float64{"Goroutines": 11, "Pool(32)": 11.5, "Pool(8)": 17, "EventLoop": 12, "Processes(2)": 62, "Threads(1)": 99, "Mutex": 122})),
		"forest-close":   forest(compared(12, true, map[string]float64{"Pool(2)": 99, "Pool(4)": 101})),
		"forest-missing": Forest{Comparisons: missing},
		"forest-names":   forest(compared(5, true, map[string]float64{hostileName: 99, longName: 2, "": 120})),
	})
}

func guess(name string, predicted, value, low, high float64) Guess {
	return Guess{ratio(name, value, low, high), predicted}
}

func prediction(guesses ...Guess) Prediction {
	return Prediction{Measured: []string{"500 file reads", "predicted 2 min before the run"}, Guesses: guesses}
}

func TestPredictionTitle(t *testing.T) {
	weak := guess("W", 3, 3, 2.8, 3.2)
	weak.Weak = true
	checkTitles(t, []titled{
		{"inside", prediction(guess("Pool(8)", 6, 5.9, 5.6, 6.2)), "The prediction for Pool(8) lies inside the interval"},
		{"too high", prediction(guess("Pool(8)", 8, 4, 3.9, 4.2)), "The prediction for Pool(8) is 2.0× too high"},
		{"too low", prediction(guess("Pool(8)", 2, 4, 3.9, 4.2)), "The prediction for Pool(8) is 2.0× too low"},
		{"all inside", prediction(guess("A", 6, 5.9, 5.6, 6.2), guess("B", 2, 2, 1.9, 2.2)), "All 2 predictions lie inside the intervals"},
		{"some", prediction(guess("A", 8, 4, 3.9, 4.1), guess("B", 2.1, 2, 1.9, 2.2)), "The predictions are off by 1.41× on average; 1 of 2 lie inside the interval"},
		{"a weak interval is no judge", prediction(weak), "Too few rounds to say how near the predictions are"},
		{"not measured", prediction(guess("A", 2, nan, 0, 0)), "Too few rounds to say how near the predictions are"},
	})
}

func TestPredictionRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", Prediction{}, "no guesses"},
		{"nothing predicted", prediction(guess("A", 0, 2, 1, 3)), `prediction for "A" is 0`},
		{"endless", prediction(guess("A", math.Inf(1), 2, 1, 3)), `prediction for "A" is +Inf`},
		{"no ratio", prediction(guess("A", 2, 0, 1, 3)), `speedup of "A" is 0`},
	})
}

func TestPredictionLook(t *testing.T) {
	lookAt(t, map[string]drawer{
		"prediction":       prediction(guess("Goroutines", 16, 9.6, 9.1, 10), guess("Pool(8)", 6, 5.9, 5.6, 6.2), guess("EventLoop", 1.5, 8.8, 8.2, 9.3), guess("Mutex pool", 1, 0.82, 0.78, 0.87)),
		"prediction-one":   prediction(guess("Pool(8)", 8, 5.9, 5.6, 6.2)),
		"prediction-names": prediction(guess(hostileName, 2000, 3, 2, 4), guess(longName, 1, nan, 0, 0)),
	})
}

// strip makes trials around a median.
func strip(name string, n int, median, sigma float64) Strip {
	ms := logNormal(n, median, sigma)
	for i := range ms {
		ms[i] *= 1e6
	}
	return Strip{Name: name, WallNS: ms}
}

func spreadOf(strips ...Strip) Spread {
	return Spread{Measured: []string{"500 file reads"}, Models: strips}
}

func TestSpreadTitle(t *testing.T) {
	of := func(name string, ms ...float64) Strip {
		s := Strip{Name: name}
		for _, v := range ms {
			s.WallNS = append(s.WallNS, v*1e6)
		}
		return s
	}
	checkTitles(t, []titled{ // quartiles of type 7: 95 and 105 of 90, 95, 100, 105, 110
		{"one", spreadOf(of("A", 90, 95, 100, 105, 110)), "The middle half of the trials of A spans 10.0 % of their median"},
		{"two", spreadOf(of("A", 90, 95, 100, 105, 110), of("B", 98, 99, 100, 101, 102)), "The middle half of the trials spans 2.0 % of their median with B, 10.0 % with A"},
		{"alike", spreadOf(of("A", 90, 95, 100, 105, 110), of("B", 9, 9.5, 10, 10.5, 11)), "The middle half of the trials spans 10.0 % of their median, whatever the model"},
		{"one trial each", spreadOf(of("A", 90), of("B", 100)), "One trial of each model: no spread to see"},
	})
}

func TestSpreadRefuses(t *testing.T) {
	checkRefusals(t, []titled{
		{"nothing", Spread{}, "spread has no models"},
		{"no trials", spreadOf(Strip{Name: "A"}), `spread of "A" has no trials`},
		{"no time", spreadOf(Strip{Name: "A", WallNS: []float64{5, 0}}), `trial 2 of "A" took 0 ns`},
		{"endless", spreadOf(Strip{Name: "A", WallNS: []float64{math.Inf(1)}}), `trial 1 of "A" took +Inf ns`},
	})
}

func TestSpreadLook(t *testing.T) {
	sequential, goroutines := strip("Sequential", 20, 100, 0.02), strip("Goroutines", 20, 11, 0.12)
	sequential.Baseline = true
	sequential.Cold, goroutines.Cold = []bool{true}, []bool{true}
	sequential.WallNS[0] *= 1.3
	lookAt(t, map[string]drawer{
		"spread":       spreadOf(sequential, goroutines, strip("Pool(8)", 20, 17, 0.05)),
		"spread-close": spreadOf(strip("Pool(8)", 10, 17, 0.05), strip("Pool(9)", 10, 17.5, 0.05), strip("one trial", 1, 18, 0)),
		"spread-many":  spreadOf(strip("Pool(8)", 1500, 17, 0.2), strip("Pool(16)", 1500, 15, 0.2)),
		"spread-names": spreadOf(strip(hostileName, 5, 1, 0.1), strip(longName, 5, 200, 0.1)),
	})
}
