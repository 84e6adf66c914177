package lab

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"threadboost/lib/measure"
)

// readRun reads the trials of a run back. It trusts nothing: the files may be damaged.
func readRun(dir string) ([]Trial, error) {
	trials, err := readTrials(dir)
	if err != nil {
		return nil, err
	}
	seen := make([]int, len(trials))
	err = eachRow(dir, unitsFile, []string{unitsHeader, unitsFormat1}, func(row []string) error {
		return parseUnit(row, trials, seen)
	})
	if err != nil {
		return nil, err
	}
	for n := range trials {
		if seen[n] != len(trials[n].Units) {
			return nil, fmt.Errorf("%s: trial %d has %d rows, %s says %d", unitsFile, n+1, seen[n], trialsFile, len(trials[n].Units))
		}
	}
	return trials, errors.Join(readStages(dir, trials), readSeries(dir, trials))
}

// shortestRow is the size of the shortest row that a unit can have, in format 1. It bounds how many units a file holds, so that a damaged
// number does not ask for all memory.
const shortestRow = int64(len("1,1,,0,0,0,0,0,0,0,0,\n"))

// readTrials reads the trials with room for their units.
func readTrials(dir string) ([]Trial, error) {
	units, err := os.Stat(filepath.Join(dir, unitsFile))
	if err != nil {
		return nil, err
	}
	room := units.Size() / shortestRow
	var trials []Trial
	err = eachRow(dir, trialsFile, []string{trialsHeader, trialsFormat1}, func(row []string) error {
		t, err := parseTrial(row, room)
		room -= int64(len(t.Units))
		trials = append(trials, t)
		return err
	})
	return trials, err
}

// eachRow calls fn for each row after the header, which must be one of some. The row is only valid during the call.
func eachRow(dir, name string, headers []string, fn func([]string) error) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := scan(csv.NewReader(bufio.NewReaderSize(f, 1<<16)), headers, fn); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func scan(rows *csv.Reader, headers []string, fn func([]string) error) error {
	rows.ReuseRecord = true
	head, err := rows.Read()
	if got := strings.Join(head, ","); !slices.Contains(headers, got) {
		return errors.Join(fmt.Errorf("the header is %q, wanted %q", got, headers[0]), err)
	}
	for {
		row, err := rows.Read()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err // names the line
		}
		if err := fn(row); err != nil {
			line, _ := rows.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// integers parses decimal fields and keeps the first error.
type integers struct{ err error }

func (p *integers) parse(field string) int64 {
	v, err := strconv.ParseInt(field, 10, 64)
	if err != nil && p.err == nil {
		p.err = err
	}
	return v
}

func (p *integers) parse32(field string) int32 {
	v := p.parse(field)
	if v != int64(int32(v)) && p.err == nil {
		p.err = fmt.Errorf("%d is too large", v)
	}
	return int32(v)
}

// parseInto puts the number of unit i into a column that few trials have, and makes the column for the first that is not 0.
func (p *integers) parseInto(column *[]int64, field string, t *Trial, i int) {
	v := p.parse(field)
	if v == 0 {
		return
	}
	if *column == nil {
		*column = make([]int64, len(t.Units))
	}
	(*column)[i] = v
}

// parseTrial refuses more units than there is room for.
func parseTrial(row []string, room int64) (Trial, error) {
	var p integers
	started, err := time.Parse(time.RFC3339Nano, row[4])
	units := p.parse(row[8])
	if units < 1 || units > room {
		return Trial{}, fmt.Errorf("%d units are not possible, %s holds %d more at most", units, unitsFile, room)
	}
	t := Trial{
		Round: int(p.parse(row[1])), Order: int(p.parse(row[2])), Model: strings.Clone(row[3]),
		Started: started, Wall: time.Duration(p.parse(row[5])),
		Usage: measure.Usage{User: time.Duration(p.parse(row[6])), System: time.Duration(p.parse(row[7]))},
		Units: make([]measure.Unit, units),
	}
	t.Cold = t.Round == 1
	if fresh := strings.Count(trialsFormat1, ",") + 1; len(row) > fresh {
		t.Cold = p.parse(row[fresh]) == 1
		for i, column := range usageColumns {
			*column.field(&t) = p.parse(row[fresh+1+i])
		}
	}
	return t, errors.Join(err, p.err)
}

// parseUnit puts a row where it belongs; seen counts the rows of each trial, which come in the order of the units.
func parseUnit(row []string, trials []Trial, seen []int) error {
	var p integers
	n, i := int(p.parse(row[0]))-1, int(p.parse(row[3]))
	if p.err != nil || n < 0 || n >= len(trials) || i != seen[n] || i >= len(trials[n].Units) {
		return fmt.Errorf("trial %s, unit %s is out of order", row[0], row[3])
	}
	t := &trials[n]
	seen[n]++
	t.Units[i] = measure.Unit{
		Worker: p.parse32(row[4]), Started: p.parse(row[6]), Ended: p.parse(row[7]),
		WaitStarted: p.parse(row[8]), Waited: p.parse(row[9]), Waits: p.parse32(row[10]), Attempts: 1,
	}
	p.parseInto(&t.Due, row[5], t, i)
	last := len(row) - 1
	if last > 11 { // format 1 has the error there
		t.Units[i].Queued, t.Units[i].Attempts = p.parse(row[11]), p.parse32(row[13])
		p.parseInto(&t.Ready, row[12], t, i)
		p.parseInto(&t.Bytes, row[14], t, i)
	}
	if row[last] != "" {
		if t.Failures == nil {
			t.Failures = make(map[int]string)
		}
		t.Failures[i] = strings.Clone(row[last])
	}
	return p.err
}
