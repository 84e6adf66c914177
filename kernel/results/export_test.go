package results

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-gota/gota/dataframe"

	"threadboost/kernel/setup/setuptest"
	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// exported writes an export to a file and returns its path.
func exported(t *testing.T, r *lab.Results, format, table string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Export(&b, r, format, table); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), table+"."+format)
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// reading is what testdata/read.py finds in a file.
type reading struct {
	File    string
	Columns []string
	Rows    int
	Total   float64
	Empty   int
	First   string
	DuckDB  struct {
		Columns []string
		Rows    int
		Total   float64
		Empty   int
	}
}

// TestPandasAndDuckDBRead lets the real ones read the tables in every format.
func TestPandasAndDuckDBRead(t *testing.T) {
	python := setuptest.Venv(t, setuptest.Lab(t), "results-test", "testdata/requirements.lock")
	r := measured(t, storeOf(t), "naps", model.Sequential{}, model.Pool{Workers: 4})
	args := []string{"testdata/read.py"}
	for _, table := range []string{"trials", "summary"} {
		for format := range formats {
			args = append(args, exported(t, r, format, table))
		}
	}
	cmd := exec.CommandContext(t.Context(), python, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, &stderr)
	}
	readings := 0
	for line := range strings.Lines(string(out)) {
		var got reading
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		table, _, _ := strings.Cut(got.File, ".")
		t.Run(got.File, func(t *testing.T) { got.compare(t, tableOf(r, table)) })
		readings++
	}
	if want := len(args) - 1; readings != want {
		t.Errorf("%d files were read, want %d", readings, want)
	}
}

func (got reading) compare(t *testing.T, want dataframe.DataFrame) {
	if !slices.Equal(got.Columns, want.Names()) || !slices.Equal(got.DuckDB.Columns, want.Names()) {
		t.Errorf("the columns are %v for pandas and %v for DuckDB, want %v", got.Columns, got.DuckDB.Columns, want.Names())
	}
	if got.Rows != want.Nrow() || got.DuckDB.Rows != want.Nrow() || got.Empty != 0 || got.DuckDB.Empty != 0 {
		t.Errorf("%d and %d rows, of these %d and %d empty, want %d", got.Rows, got.DuckDB.Rows, got.Empty, got.DuckDB.Empty, want.Nrow())
	}
	total := 0.0
	for _, v := range want.Col("wall_ms").Float() {
		total += v
	}
	if far(got.Total, total) || far(got.DuckDB.Total, total) {
		t.Errorf("wall_ms sums up to %v and %v, want %v", got.Total, got.DuckDB.Total, total)
	}
	if first := want.Elem(0, 0).String(); got.First != first {
		t.Errorf("the first cell is %q, want %q", got.First, first)
	}
}

// far allows for the order in which floats are added up.
func far(a, b float64) bool { return a < b*(1-1e-12) || a > b*(1+1e-12) }

// TestMissingNumbers: p99 of 30 units in one trial does not exist, and must be no number anywhere.
func TestMissingNumbers(t *testing.T) {
	df := frame.Trials(measured(t, storeOf(t), "naps", model.Sequential{}))
	c := columnsOf(df)[slices.Index(df.Names(), "wall_ms")]
	c.floats[0] = math.NaN()
	if c.text(0) != "" || c.value(0) != nil || !c.missing(0) {
		t.Errorf("NaN is written as %q and %v, want nothing and nil", c.text(0), c.value(0))
	}
	var b bytes.Buffer
	if err := member(&b, c, 0); err != nil || b.String() != `"wall_ms":null` {
		t.Errorf("in JSON it is %s, %v", &b, err)
	}
}

// TestUnitsKeepDigits: a time of less than a microsecond survives CSV, where gota's writer would round it to 0.
func TestUnitsKeepDigits(t *testing.T) {
	r := measured(t, storeOf(t), "naps", model.Sequential{})
	r.Trials[0].Units[0].Started = 123 // ns
	text, err := os.ReadFile(exported(t, r, "csv", "units"))
	if err != nil || !strings.Contains(string(text), ",0.000123,") {
		t.Errorf("%v, and 0.000123 ms is not in\n%.400s", err, text)
	}
}

// TestBenchstatReads lets the real benchstat compare the models of a run.
func TestBenchstatReads(t *testing.T) {
	r := measured(t, storeOf(t), "short naps", model.Sequential{}, model.Pool{Workers: 4})
	cmd := exec.CommandContext(t.Context(), "go", "run", "golang.org/x/perf/cmd/benchstat", "-col", "/model", exported(t, r, Benchfmt, "trials"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"ShortNaps", "Sequential", "Pool(4)", "sec/op", "units/s", "B/op", "n=6"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("benchstat prints\n%s\nwant %q in it", out, want)
		}
	}
}

func TestExportRefuses(t *testing.T) {
	for _, c := range []struct{ format, table, want string }{
		{"xlsx", "trials", `no format "xlsx": give one of csv, json, parquet, benchfmt`},
		{"csv", "rounds", `no table "rounds": give one of trials, units, summary`},
		{Benchfmt, "units", "benchfmt holds trials"},
	} {
		if err := Check(c.format, c.table); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Check(%q, %q) says %v, want %q", c.format, c.table, err, c.want)
		}
	}
}
