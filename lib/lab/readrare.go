package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"threadboost/lib/measure"
)

// readStages reads the spans of stages. There is a row for each unit of a stage, in their order, so that no more memory is asked for than
// the file has rows.
func readStages(dir string, trials []Trial) error {
	err := eachRareRow(dir, stagesFile, stagesHeader, trials, func(t *Trial, row []string) error {
		var p integers
		s, i := int(p.parse(row[1])), int(p.parse(row[3]))
		if last := len(t.Stages) - 1; s == last+1 && i == 0 && (last < 0 || len(t.Stages[last].Spans) == len(t.Units)) {
			t.Stages = append(t.Stages, StageSpans{Name: strings.Clone(row[2])})
		}
		if s < 0 || s != len(t.Stages)-1 || i != len(t.Stages[s].Spans) || i >= len(t.Units) {
			return fmt.Errorf("stage %s of trial %s, unit %s is out of order", row[1], row[0], row[3])
		}
		t.Stages[s].Spans = append(t.Stages[s].Spans, measure.Span{Worker: p.parse32(row[4]), Started: p.parse(row[5]), Ended: p.parse(row[6])})
		return p.err
	})
	for n, t := range trials {
		if last := len(t.Stages) - 1; last >= 0 && len(t.Stages[last].Spans) < len(t.Units) {
			err = errors.Join(err, fmt.Errorf("%s: stage %d of trial %d has %d rows, the trial %d units", stagesFile, last, n+1, len(t.Stages[last].Spans), len(t.Units)))
		}
	}
	return err
}

func readSeries(dir string, trials []Trial) error {
	return eachRareRow(dir, seriesFile, seriesHeader, trials, func(t *Trial, row []string) error {
		var p integers
		at := p.parse(row[2])
		value, err := strconv.ParseFloat(row[3], 64)
		if math.IsNaN(value) || math.IsInf(value, 0) {
			err = fmt.Errorf("%s is no value", row[3])
		}
		if t.Series == nil {
			t.Series = make(map[string][]measure.Point)
		}
		name := strings.Clone(row[1])
		t.Series[name] = append(t.Series[name], measure.Point{At: at, Value: value})
		return errors.Join(p.err, err)
	})
}

// eachRareRow calls fn for each row of a file that few runs have, with the trial that it is about.
func eachRareRow(dir, name, header string, trials []Trial, fn func(*Trial, []string) error) error {
	err := eachRow(dir, name, []string{header}, func(row []string) error {
		var p integers
		n := int(p.parse(row[0])) - 1
		if p.err != nil || n < 0 || n >= len(trials) {
			return fmt.Errorf("there is no trial %s", row[0])
		}
		return fn(&trials[n], row)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
