package results

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// writeCSV writes a frame with every digit; gota's own writer rounds to six places.
func writeCSV(w io.Writer, df dataframe.DataFrame) error {
	c := csv.NewWriter(w)
	if err := c.Write(df.Names()); err != nil {
		return err
	}
	columns := columnsOf(df)
	record := make([]string, len(columns))
	for i := range df.Nrow() {
		for j, column := range columns {
			record[j] = column.text(i)
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// A column is one of a frame, with its values at hand: gota makes a new element for each that it is asked for.
type column struct {
	name   string
	floats []float64 // nil for another type
	ints   []int
	texts  []string
}

func columnsOf(df dataframe.DataFrame) []column {
	columns := make([]column, df.Ncol())
	for j, name := range df.Names() {
		s := df.Col(name)
		c := column{name: name}
		switch s.Type() {
		case series.Float:
			c.floats = s.Float()
		case series.Int:
			c.ints, _ = s.Int() // our frames have no missing whole numbers
		default:
			c.texts = s.Records()
		}
		columns[j] = c
	}
	return columns
}

// missing reports whether row i has no number.
func (c column) missing(i int) bool {
	return c.floats != nil && (math.IsNaN(c.floats[i]) || math.IsInf(c.floats[i], 0))
}

func (c column) text(i int) string {
	switch {
	case c.missing(i):
		return ""
	case c.floats != nil:
		return strconv.FormatFloat(c.floats[i], 'g', -1, 64)
	case c.ints != nil:
		return strconv.Itoa(c.ints[i])
	}
	return c.texts[i]
}

// value is row i as a value; nil where it is missing.
func (c column) value(i int) any {
	switch {
	case c.missing(i):
		return nil
	case c.floats != nil:
		return c.floats[i]
	case c.ints != nil:
		return int64(c.ints[i])
	}
	return c.texts[i]
}
