package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/internal/quantity"
)

// Improvement shows how many per cent of a baseline's time models save, 100 (1 - 1/speed-up), with intervals, and where it is known
// how many they could save at most. The axis is linear: what is left to 100 % is the time that a model still needs.
type Improvement struct {
	Measured []string // what was measured, in parts
	Rows     []Saving // in any order; one of them is the baseline
}

// A Saving is one row of [Improvement].
type Saving struct {
	Ratio           // the speed-up that the time is saved by
	Ceiling float64 // per cent that the model could save at most; 0: unknown
}

// leastSaved is where the axis ends: what loses more is drawn as an arrow.
const leastSaved = -100

// Draw makes the figure. It is an error when there is not exactly one baseline, when a ratio is not one for [Speedup], and when a
// ceiling is not from 0 to 100.
func (i Improvement) Draw() (Figure, error) {
	ratios := make([]Ratio, len(i.Rows))
	ceilings := map[string]float64{}
	for n, s := range i.Rows {
		if !(s.Ceiling >= 0 && s.Ceiling <= 100) {
			return Figure{}, fmt.Errorf("chart: ceiling of %q is %v %%, want 0 to 100, or 0 where it is unknown", s.Name, s.Ceiling)
		}
		ratios[n], ceilings[s.Name] = s.Ratio, s.Ceiling
	}
	ratios, err := checked("improvement", ratios)
	if err != nil {
		return Figure{}, err
	}
	table := rowTable{pitch: rowHeight, high: 100, tick: percent, origin: 0, less: "← more time", more: "time saved →", heads: []string{"saved", "interval"}}
	possible := slices.ContainsFunc(i.Rows, func(s Saving) bool { return s.Ceiling > 0 })
	if possible {
		table.heads = append(table.heads, "possible")
	}
	table.low = leastOf(ratios)
	table.ticks = linearTicks(table.low, table.high)
	for _, r := range ratios {
		s := Saving{r, ceilings[r.Name]}
		numbers := s.numbers()
		if possible {
			numbers = append(numbers, s.possible())
		}
		table.rows = append(table.rows, row{s.Name, numbers, s.draw})
	}
	return table.lay(sheet{
		title: improvementTitle(ratios, short), measured: slices.Concat(i.Measured, improvementNotes(ratios, possible)),
		alt: improvementTitle(ratios, full) + ". " + improvementAlt(ratios, ceilings),
	}), nil
}

// saved turns a speed-up into per cent of the time that is saved.
func saved(ratio float64) float64 { return 100 * (1 - 1/ratio) }

func percent(x float64) string { return quantity.Number(x) + " %" }

// leastOf is where the axis begins: a little below 0, or where the worst row ends.
func leastOf(rows []Ratio) float64 {
	least := -4.0
	for _, r := range rows {
		if isFinite(r.Value) {
			least = min(least, saved(r.Value)-4)
		}
		if r.known() {
			least = min(least, saved(r.Low)-4)
		}
	}
	return max(least, leastSaved)
}

func (s Saving) numbers() []string {
	switch {
	case math.IsNaN(s.Value):
		return []string{quantity.Missing, "not measured"}
	case s.Baseline:
		return []string{percent(0), "baseline"}
	case !s.known():
		return []string{quantity.Percent(saved(s.Value)), "no interval"}
	}
	low, _ := strings.CutSuffix(quantity.Percent(saved(s.Low)), " %")
	return []string{quantity.Percent(saved(s.Value)), low + " to " + quantity.Percent(saved(s.High))}
}

func (s Saving) possible() string {
	if s.Ceiling > 0 {
		return quantity.Percent(s.Ceiling)
	}
	return ""
}

// draw draws what is possible as a track, and on it what was measured.
func (s Saving) draw(c draw.Canvas, x func(float64) vg.Length, y vg.Length) {
	if s.Ceiling > 0 {
		c.StrokeLine2(line(base.pale(), 10), x(0), y, x(s.Ceiling), y)
		c.StrokeLine2(line(base, 2), x(s.Ceiling), y-8, x(s.Ceiling), y+8)
	}
	if saved(s.Value) < leastSaved {
		arrow(c, c.Min.X, y, s.color())
		return
	}
	low := max(saved(s.Low), leastSaved)
	interval(c, x, y, saved(s.Value), low, saved(s.High), s.known(), s.color())
}

// arrow points to the left, at what is not on the axis.
func arrow(c draw.Canvas, x, y vg.Length, color paint) {
	c.SetColor(color)
	var path vg.Path
	path.Move(vg.Point{X: x, Y: y})
	path.Line(vg.Point{X: x + 9, Y: y + 6})
	path.Line(vg.Point{X: x + 9, Y: y - 6})
	path.Close()
	c.Fill(path)
}

// improvementTitle says what the intervals carry and no more. Rows come fastest first.
func improvementTitle(rows []Ratio, name func(string) string) string {
	s := sortOut(rows)
	switch {
	case len(s.faster) > 0:
		best := peers(s.faster)
		return fmt.Sprintf("%s %s of the time of %s", verb(best, name, "saves", "save"), share(best, saved), name(s.baseline))
	case len(s.slower) > 0:
		worst := peers(s.slower)
		lost := func(ratio float64) float64 { return -saved(ratio) }
		return fmt.Sprintf("%s %s more time than %s", verb(worst, name, "needs", "need"), share(worst, lost), name(s.baseline))
	}
	return s.undecided(name)
}

// share is "89.6 %" for per cent that their interval pins down, "about 89 %" for several that are close, "17 to 93 %" for what is less
// sure.
func share(rows []Ratio, of func(float64) float64) string {
	const sure = 15
	low, high, least, most := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		low, high = min(low, of(r.Low), of(r.High)), max(high, of(r.Low), of(r.High))
		least, most = min(least, of(r.Value)), max(most, of(r.Value))
	}
	switch {
	case high-low > sure && high-low > (high+low)/8:
		from, _ := strings.CutSuffix(quantity.Percent(low), " %")
		return from + " to " + quantity.Percent(high)
	case len(rows) == 1:
		return quantity.Percent(most)
	}
	return "about " + quantity.Percent((least+most)/2)
}

// improvementNotes are the parts of the line under the title that follow from the values.
func improvementNotes(rows []Ratio, possible bool) []string {
	var notes []string
	if possible {
		notes = append(notes, "grey: how much is possible")
	}
	if slices.ContainsFunc(rows, func(r Ratio) bool { return saved(r.Value) < leastSaved }) {
		notes = append(notes, "arrow: more than twice the time")
	}
	return notes
}

// improvementAlt lists the rows with their intervals.
func improvementAlt(rows []Ratio, ceilings map[string]float64) string {
	var parts []string
	for _, r := range rows {
		if r.Baseline {
			continue
		}
		s := Saving{r, ceilings[r.Name]}
		part := full(r.Name) + " " + strings.Join(s.numbers(), ", interval ")
		if math.IsNaN(r.Value) || !r.known() {
			part = full(r.Name) + " " + strings.Join(s.numbers(), ", ")
		}
		if s.Ceiling > 0 {
			part += ", of " + s.possible() + " possible"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "There is only the baseline."
	}
	return "Time saved: " + few(parts) + "."
}
