package boost

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/chart"
	"threadboost/lib/lab"
)

func TestPredictRunScore(t *testing.T) {
	inStore(t)
	e := naps("guessed")
	e.Trials = 6
	said, _, code := captured(t, func() { Predict(e, Guess{"Pool(4)": 2, "Sequential": 1}) })
	if code != 0 || !strings.Contains(said, "guessed: predicted Pool(4) 2.0×, Sequential 1.00×; boost.Score tells") {
		t.Fatalf("Predict ended with %d and said %q", code, said)
	}
	var df, score dataframe.DataFrame
	captured(t, func() { df = Run(e) })
	for name, show := range map[string]func(){
		"of a frame":       func() { score = Score(df) },
		"of an experiment": func() { score = Score(e) },
	} {
		said, errs, code := captured(t, show)
		if code != 0 || !strings.Contains(said, "[figure] ") || !strings.Contains(said, " of 100 points") {
			t.Errorf("the score %s ended with %d, said %q and %q", name, code, said, errs)
		}
		if got := score.Col("model").Records(); !slices.Equal(got, []string{"Pool(4)"}) {
			t.Fatalf("rows are of %v, want Pool(4) alone", got)
		}
		measured, off := score.Col("speedup").Elem(0).Float(), score.Col("off").Elem(0).Float()
		if want := max(2/measured, measured/2); math.Abs(off-want) > 1e-9 {
			t.Errorf("2 was predicted and %v measured: off by %v, want %v", measured, off, want)
		}
	}
	captured(t, func() { Predict("guessed", Guess{"Pool(4)": 3}) }) // after the run
	captured(t, func() { score = Score(df) })
	if got := score.Col("predicted").Elem(0).Float(); got != 2 {
		t.Errorf("a prediction of %v counts, want 2, which was made before the run", got)
	}
	captured(t, func() { df = Run(e); score = Score(df) })
	if got := score.Col("predicted").Elem(0).Float(); got != 3 {
		t.Errorf("in the next run a prediction of %v counts, want 3", got)
	}
}

func TestPredictSweep(t *testing.T) {
	inStore(t)
	s := growing("guessed sweep", 1, 2)
	var score dataframe.DataFrame
	said, errs, code := captured(t, func() { Predict(s, Guess{"Pool(2)": 2}); Sweep(s); score = Score(s) })
	if code != 0 || !strings.Contains(said, "too few rounds to score") || !math.IsNaN(score.Col("points").Elem(0).Float()) {
		t.Errorf("three rounds ended with %d, said %q and %q, and have the points %v: want that they are too few", code, said, errs, score.Col("points"))
	}
}

func TestPredictionsThatCannotBe(t *testing.T) {
	inStore(t)
	e := naps("refused")
	var df dataframe.DataFrame
	captured(t, func() { df = Run(e); Predict("refused", Guess{"Pool(4)": 3}) })
	for _, c := range []struct {
		name string
		call func()
		want string
	}{
		{"an unknown model", func() { Predict(e, Guess{"Pool(5)": 2}) }, `experiment "refused" has no model "Pool(5)", it has Sequential, Pool(4)`},
		{"no speed-up", func() { Predict(e, Guess{"Pool(4)": 0}) }, `0 predicted for "Pool(4)" is no speed-up`},
		{"no number", func() { Predict("x", Guess{"Pool(4)": math.NaN()}) }, `NaN predicted for "Pool(4)"`},
		{"nothing", func() { Predict("x", nil) }, `nothing is predicted for "x"`},
		{"no name", func() { Predict("", Guess{"A": 2}) }, "needs the name of an experiment"},
		{"only after the run", func() { Score(df) }, "was written after this run began"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, errs, code := captured(t, c.call); code != 1 || !strings.Contains(errs, c.want) {
				t.Errorf("ended with %d and %q, want 1 and %q", code, errs, c.want)
			}
		})
	}
	other := naps("never guessed")
	if _, errs, code := captured(t, func() { Score(Run(other)) }); code != 1 || !strings.Contains(errs, `write boost.Predict("never guessed", boost.Guess{"Pool(4)": 2})`) {
		t.Errorf("a run without a prediction ended with %d and %q", code, errs)
	}
	captured(t, func() { Predict("never guessed", Guess{"Pol(4)": 2}) })
	if _, errs, code := captured(t, func() { Score(Run(other)) }); code != 1 || !strings.Contains(errs, "no model of \"never guessed\" was predicted, but Pol(4) 2.0×") {
		t.Errorf("a run with a misspelt prediction ended with %d and %q", code, errs)
	}
}

// TestPredictionsAreKept reads and writes the file as several programs do.
func TestPredictionsAreKept(t *testing.T) {
	inStore(t)
	const name = "../a name / with <all> kinds of\ncharacters"
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	add := func(seconds int, guess Guess) {
		t.Helper()
		p, err := predictionsOf(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.add(guess, start.Add(time.Duration(seconds)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	add(0, Guess{"A": 2, "B": 3})
	add(10, Guess{"B": 4})
	add(20, Guess{"B": 4}) // the same once more keeps its time
	add(21, Guess{"A": 2})
	add(30, Guess{"A": 9, "C": 5})
	p, err := predictionsOf(name)
	if err != nil || len(p.Made) != 3 {
		t.Fatalf("%d predictions are kept, %v, want 3", len(p.Made), err)
	}
	guess, last, late := p.before(start.Add(15 * time.Second))
	if guess["A"] != 2 || guess["B"] != 4 || len(guess) != 2 || !last.Equal(start.Add(10*time.Second)) || !slices.Equal(late, []string{"C"}) {
		t.Errorf("before the run there are %v of %v, and %v late; want A 2, B 4 of 10 s, and C", guess, last, late)
	}
	for i := range mostPredictions + 10 {
		add(40+i, Guess{"A": float64(i + 1)})
	}
	if p, err = predictionsOf(name); err != nil || len(p.Made) != mostPredictions || p.Made[mostPredictions-1].Speedups["A"] != mostPredictions+10 {
		t.Errorf("%d predictions are kept, %v, want the last %d", len(p.Made), err, mostPredictions)
	}
	entries, err := os.ReadDir(filepath.Dir(p.file))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v, want one file", entries, err)
	}
	if runs, err := lab.DefaultStore().List(); err != nil || len(runs) != 0 {
		t.Errorf("the store takes predictions for the runs %v, %v", runs, err)
	}
	if err := os.WriteFile(p.file, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := predictionsOf(name); err == nil || !strings.Contains(err.Error(), "delete "+p.file) {
		t.Errorf("a damaged file gives %v, want what to do", err)
	}
}

func TestPredictionsWithoutAStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("THREADBOOST_RESULTS", filepath.Join(file, "no folder can be here"))
	if _, errs, code := captured(t, func() { Predict("x", Guess{"A": 2}) }); code != 1 || !strings.Contains(errs, `what is predicted for "x" cannot be `) && !strings.Contains(errs, `what was predicted for "x" cannot be `) {
		t.Errorf("ended with %d and %q, want that it cannot be kept", code, errs)
	}
}

func TestScoreLines(t *testing.T) {
	guess := func(name string, predicted, value, low, high float64) chart.Guess {
		return chart.Guess{Ratio: chart.Ratio{Name: name, Value: value, Low: low, High: high}, Predicted: predicted}
	}
	weak := guess("W", 3, 3, 2.8, 3.2)
	weak.Weak = true
	for _, c := range []struct {
		name    string
		guesses []chart.Guess
		want    []string
	}{ // points: 100 inside, else 100 / off; all: their geometric mean
		{"inside", []chart.Guess{guess("A", 3, 3.1, 2.9, 3.3)}, []string{"Spot on: 100 of 100 points"}},
		{"twice", []chart.Guess{guess("A", 8, 4, 3.9, 4.1)}, []string{"Within a factor of two: 50 of 100 points", "farthest off is A, 2.0× too high"}},
		{"inside and a quarter", []chart.Guess{guess("A", 3, 3.1, 2.9, 3.3), guess("B", 2, 8, 7.9, 8.1)}, []string{"50 of 100 points", "which of two is faster: 0 of 1 right", "farthest off is B, 4.0× too low"}},
		{"far off", []chart.Guess{guess("A", 100, 4, 3.9, 4.1)}, []string{"those teach most: 4 of 100 points"}},
		{"near", []chart.Guess{guess("A", 4.4, 4, 3.9, 4.1), weak}, []string{"Very near: 91 of 100 points"}},
		{"too few rounds", []chart.Guess{weak}, []string{"too few rounds to score"}},
		{"the order", []chart.Guess{guess("A", 4, 4, 3.9, 4.1), guess("B", 3, 2, 1.9, 2.1), guess("C", 2, 1.5, 1.4, 1.6), guess("D", 1, 1.55, 1.4, 1.6)}, []string{"which of two is faster: 5 of 5 right"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(scoreLines(c.guesses, nil, nil), "\n")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("it says %q, want %q in it", got, want)
				}
			}
		})
	}
	got := strings.Join(scoreLines([]chart.Guess{weak}, []string{"Z", "Y"}, []string{"X"}), "\n")
	if !strings.Contains(got, "not counted: Y, Z") || !strings.Contains(got, "but not measured: X") {
		t.Errorf("it says %q, want what is late and what is unknown", got)
	}
}
