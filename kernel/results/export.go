package results

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

// Tables are what can be exported of a run.
var Tables = []string{"trials", "units", "summary"}

// formats write a frame.
var formats = map[string]func(io.Writer, dataframe.DataFrame) error{
	"csv":     writeCSV,
	"json":    writeJSON,
	"parquet": writeParquet,
}

// Benchfmt is the format that benchstat reads: of trials alone.
const Benchfmt = "benchfmt"

// Formats are the names of the formats.
func Formats() []string {
	return append(slices.Sorted(maps.Keys(formats)), Benchfmt)
}

// Check refuses a format and a table that do not go together.
func Check(format, table string) error {
	if !slices.Contains(Formats(), format) {
		return fmt.Errorf("results: there is no format %q: give one of %s", format, strings.Join(Formats(), ", "))
	}
	if !slices.Contains(Tables, table) {
		return fmt.Errorf("results: there is no table %q: give one of %s", table, strings.Join(Tables, ", "))
	}
	if format == Benchfmt && table != "trials" {
		return fmt.Errorf("results: format %s holds trials: leave --table %s out, or give another format", Benchfmt, table)
	}
	return nil
}

// Export writes a table of a run in a format.
func Export(w io.Writer, r *lab.Results, format, table string) error {
	if err := Check(format, table); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export(&b, r, format, table); err != nil {
		return fmt.Errorf("results: run %s as %s: %w", r.ID, format, err)
	}
	_, err := b.WriteTo(w)
	return err
}

func export(w io.Writer, r *lab.Results, format, table string) error {
	if format == Benchfmt {
		return writeBenchfmt(w, r)
	}
	df := tableOf(r, table)
	if df.Err != nil {
		return df.Err
	}
	return formats[format](w, df)
}

func tableOf(r *lab.Results, table string) dataframe.DataFrame {
	switch {
	case table == "units":
		return frame.Units(r)
	case table == "trials":
		return frame.Trials(r)
	case r.Param != "":
		df, _ := frame.Scaling(r)
		return df
	}
	df, _ := frame.Summary(r)
	return df
}
