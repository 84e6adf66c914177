package boost

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"

	"threadboost/lib/chart"
	"threadboost/lib/lab"
	"threadboost/lib/picture"
	"threadboost/lib/show"
)

// Score lays what [Predict] wrote down before a run over what the run found, and says how near it was: a figure, points from 0 to
// 100, and what to look at next. It returns a dataframe with one row for each guess:
//
//	model               its name
//	predicted           the speed-up that was predicted
//	speedup, speedup_low, speedup_high   what was measured, with its interval
//	off                 by how many times the guess is too high or too low, at least 1
//	inside              1 where the guess lies inside of the interval: nobody can say that it is wrong
//	points              100 inside of the interval, else 100 / off; NaN where there are too few rounds to judge
//
// The points of all are the geometric mean of these. A guess that was made after the run began does not count.
func Score[S Source](source S) dataframe.DataFrame {
	results, models := runOf(source)
	kept, err := predictionsOf(results.Experiment)
	if err != nil {
		fail(err)
		return dataframe.DataFrame{}
	}
	guess, made, late := kept.before(results.Started)
	guesses := guessed(picture.Ratios(results, models), guess)
	if len(guesses) == 0 {
		fail(nothingPredicted(results, guess, late))
		return dataframe.DataFrame{}
	}
	figure, err := chart.Prediction{
		Measured: []string{results.Workload, picture.Medians(results), fmt.Sprintf("predicted %s before the run", age(results.Started.Sub(made)))},
		Guesses:  guesses,
	}.Draw()
	if err != nil {
		fail(err)
		return dataframe.DataFrame{}
	}
	image(figure, results)
	for _, line := range scoreLines(guesses, late, unknown(results, guess)) {
		show.Text(line)
	}
	return scoreFrame(guesses)
}

// guessed are the guesses for models that were measured; the baseline is what the others are compared with and cannot be guessed.
func guessed(ratios []chart.Ratio, guess Guess) []chart.Guess {
	var guesses []chart.Guess
	for _, r := range ratios {
		if predicted, some := guess[r.Name]; some && !r.Baseline {
			guesses = append(guesses, chart.Guess{Ratio: r, Predicted: predicted})
		}
	}
	return guesses
}

// unknown are the models that were guessed and not measured.
func unknown(results *lab.Results, guess Guess) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(guess)), func(model string) bool { return slices.Contains(results.Models, model) })
}

// nothingPredicted says why there is nothing to score.
func nothingPredicted(results *lab.Results, guess Guess, late []string) error {
	last := results.Models[len(results.Models)-1]
	switch {
	case len(guess) > 0:
		return fmt.Errorf("boost: no model of %q was predicted, but %s: give one of %s", results.Experiment, guess, strings.Join(results.Models, ", "))
	case len(late) > 0:
		return fmt.Errorf("boost: what was predicted for %q was written after this run began: run the experiment again, then score", results.Experiment)
	}
	return fmt.Errorf("boost: nothing was predicted for %q: write boost.Predict(%q, boost.Guess{%q: 2}) before the run", results.Experiment, results.Experiment, last)
}

// points of a guess are NaN where nothing can be said of it.
func points(g chart.Guess) float64 {
	switch {
	case !g.Judged():
		return math.NaN()
	case g.Inside():
		return 100
	}
	return 100 / g.Off()
}

// scoreLines say what the guesses are worth and what to look at next.
func scoreLines(guesses []chart.Guess, late, unknown []string) []string {
	var lines []string
	logs, n := 0.0, 0
	worst := guesses[0]
	for _, g := range guesses {
		p := points(g)
		if math.IsNaN(p) {
			continue
		}
		logs += math.Log(p)
		n++
		if !(points(worst) <= p) {
			worst = g
		}
	}
	if n == 0 {
		lines = append(lines, "too few rounds to score: six or more give an interval that can judge a prediction")
	} else {
		score := math.Exp(logs / float64(n))
		lines = append(lines, fmt.Sprintf("%s: %.0f of 100 points. A prediction inside the interval has 100, one that is twice or half of what was measured 50.", praise(score), score))
	}
	if right, pairs := order(guesses); pairs > 0 {
		lines = append(lines, fmt.Sprintf("which of two is faster: %d of %d right", right, pairs))
	}
	if n > 0 && !worst.Inside() {
		lines = append(lines, fmt.Sprintf("farthest off is %s, %s: boost.TaskStream shows what its workers do, boost.Improvement how much is possible", worst.Name, worst.How()))
	}
	if len(late) > 0 {
		slices.Sort(late)
		lines = append(lines, fmt.Sprintf("predicted after this run began, so not counted: %s", strings.Join(late, ", ")))
	}
	if len(unknown) > 0 {
		lines = append(lines, fmt.Sprintf("predicted, but not measured: %s", strings.Join(unknown, ", ")))
	}
	return lines
}

// praise is a kind word that fits.
func praise(score float64) string {
	switch {
	case score > 99.5:
		return "Spot on"
	case score >= 80:
		return "Very near"
	case score >= 50:
		return "Within a factor of two"
	}
	return "A surprise, and those teach most"
}

// order counts the pairs of models whose intervals do not overlap, and those of them that were predicted in the right order.
func order(guesses []chart.Guess) (right, pairs int) {
	for i, a := range guesses {
		for _, b := range guesses[:i] {
			if !a.Judged() || !b.Judged() || a.Low <= b.High && b.Low <= a.High {
				continue
			}
			pairs++
			if (a.Value > b.Value) == (a.Predicted > b.Predicted) && a.Predicted != b.Predicted {
				right++
			}
		}
	}
	return right, pairs
}

// scoreFrame has one row for each guess.
func scoreFrame(guesses []chart.Guess) dataframe.DataFrame {
	n := len(guesses)
	names, inside := make([]string, n), make([]int, n)
	columns := [6][]float64{}
	for i, g := range guesses {
		names[i] = g.Name
		if g.Inside() {
			inside[i] = 1
		}
		for k, v := range []float64{g.Predicted, g.Value, g.Low, g.High, g.Off(), points(g)} {
			columns[k] = append(columns[k], v)
		}
	}
	float := func(k int, name string) series.Series { return series.New(columns[k], series.Float, name) }
	return dataframe.New(series.New(names, series.String, "model"), float(0, "predicted"), float(1, "speedup"), float(2, "speedup_low"),
		float(3, "speedup_high"), float(4, "off"), series.New(inside, series.Int, "inside"), float(5, "points"))
}
