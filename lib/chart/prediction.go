package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Prediction lays what somebody expected over what was measured: speed-ups with their intervals, and a diamond for each guess.
type Prediction struct {
	Measured []string // what was measured, in parts
	Guesses  []Guess  // in any order
}

// A Guess is a speed-up that was predicted and measured.
type Guess struct {
	Ratio             // what was measured
	Predicted float64 // above 0
}

// Draw makes the figure. It is an error when there is no guess, and when a guess or a ratio is not one for [Speedup].
func (p Prediction) Draw() (Figure, error) {
	guesses, err := p.checked()
	if err != nil {
		return Figure{}, err
	}
	ends := make([]Ratio, 0, 2*len(guesses))
	for _, g := range guesses {
		ends = append(ends, g.Ratio, Ratio{Value: g.Predicted})
	}
	low, high := ratioRange(ends)
	table := rowTable{
		pitch: rowHeight, low: low, high: high, log: true, ticks: ratioTicks(low, high), tick: exactly,
		origin: 1, less: "← slower", more: "faster →", heads: []string{"measured", "interval", "predicted", ""},
	}
	for _, g := range guesses {
		table.rows = append(table.rows, row{g.Name, g.numbers(), g.draw})
	}
	return table.lay(sheet{
		title: predictionTitle(guesses, short), measured: append(slices.Clone(p.Measured), "diamonds: predicted", "log scale"),
		alt: predictionTitle(guesses, full) + ". " + predictionAlt(guesses),
	}), nil
}

// checked are the guesses, greatest measured ratio first.
func (p Prediction) checked() ([]Guess, error) {
	if len(p.Guesses) == 0 {
		return nil, fmt.Errorf("chart: prediction has no guesses: predict the speed-up of at least one model")
	}
	for _, g := range p.Guesses {
		if err := g.check(); err != nil {
			return nil, err
		}
		if !drawable(g.Predicted) {
			return nil, fmt.Errorf("chart: prediction for %q is %v, want a speed-up from 1e-9 to 1e9", g.Name, g.Predicted)
		}
	}
	guesses := slices.Clone(p.Guesses)
	slices.SortStableFunc(guesses, func(a, b Guess) int { return descending(a.Value, b.Value) })
	return guesses, nil
}

// Judged reports whether something can be said of the guess: whether the interval is known and reaches its confidence.
func (g Guess) Judged() bool { return g.verdict() != infer.TooFew }

// Inside reports whether the guess is as good as any: it lies inside of the interval.
func (g Guess) Inside() bool { return g.Judged() && g.Low <= g.Predicted && g.Predicted <= g.High }

// Off is by how many times the guess is too high or too low, at least 1.
func (g Guess) Off() float64 { return max(g.Predicted/g.Value, g.Value/g.Predicted) }

// numbers are what was measured, what was predicted, and how near that is.
func (g Guess) numbers() []string {
	measured, interval := g.Ratio.numbers()
	return []string{measured, interval, quantity.Ratio(g.Predicted), g.How()}
}

// How says how near the guess is, in a word or two.
func (g Guess) How() string {
	switch off := quantity.Ratio(g.Off()); {
	case math.IsNaN(g.Value):
		return ""
	case g.Inside():
		return "inside"
	case g.Predicted > g.Value:
		return off + " too high"
	default:
		return off + " too low"
	}
}

// draw ties the diamond of the guess to the dot of what was measured.
func (g Guess) draw(c draw.Canvas, x func(float64) vg.Length, y vg.Length) {
	if isFinite(g.Value) {
		c.StrokeLine2(line(soft, 1, 2, 3), x(g.Predicted), y, x(g.Value), y)
	}
	interval(c, x, y, g.Value, g.Low, g.High, g.known(), run)
	diamond(c, x(g.Predicted), y, 7.5, held)
	if !g.Inside() {
		diamond(c, x(g.Predicted), y, 4.7, paper)
	}
}

func diamond(c draw.Canvas, x, y, radius vg.Length, color paint) {
	var path vg.Path
	path.Move(vg.Point{X: x - radius, Y: y})
	path.Line(vg.Point{X: x, Y: y + radius})
	path.Line(vg.Point{X: x + radius, Y: y})
	path.Line(vg.Point{X: x, Y: y - radius})
	path.Close()
	c.SetColor(color)
	c.Fill(path)
}

// predictionTitle says how near the guesses are, where the intervals allow to say it.
func predictionTitle(guesses []Guess, name func(string) string) string {
	var judged []Guess
	inside, logs := 0, 0.0
	for _, g := range guesses {
		if !g.Judged() {
			continue
		}
		judged = append(judged, g)
		if g.Inside() {
			inside++
		} else {
			logs += math.Log(g.Off())
		}
	}
	n := len(judged)
	switch {
	case n == 0:
		return "Too few rounds to say how near the predictions are"
	case n == 1 && inside == 1:
		return fmt.Sprintf("The prediction for %s lies inside the interval", name(judged[0].Name))
	case n == 1:
		return fmt.Sprintf("The prediction for %s is %s", name(judged[0].Name), judged[0].How())
	case inside == n:
		return fmt.Sprintf("All %d predictions lie inside the intervals", n)
	}
	return fmt.Sprintf("The predictions are off by %s on average; %d of %d lie inside the interval", quantity.Ratio(math.Exp(logs/float64(n))), inside, n)
}

// predictionAlt lists the guesses.
func predictionAlt(guesses []Guess) string {
	var parts []string
	for _, g := range guesses {
		n := g.numbers()
		part := fmt.Sprintf("%s measured %s, %s, predicted %s", full(g.Name), n[0], n[1], n[2])
		parts = append(parts, strings.TrimSuffix(part+", "+n[3], ", "))
	}
	return few(parts) + "."
}
