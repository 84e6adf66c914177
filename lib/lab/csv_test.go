package lab_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

// texts are error texts, and what a stored run gives back of them.
var texts = []struct{ text, stored string }{
	{"plain", "plain"},
	{"comma, comma", "comma, comma"},
	{`"quoted"`, `"quoted"`},
	{`"`, `"`},
	{"two\nlines", "two\nlines"},
	{"\n", "\n"},
	{"two\r\nlines", "two\nlines"},
	{"old\rMac", "old\nMac"},
	{"ends in CR\r", "ends in CR\n"},
	{" spaces ", " spaces "},
	{"\t", "\t"},
	{"<script>alert(1)</script>", "<script>alert(1)</script>"},
	{"=1+1", "=1+1"},
	{"#", "#"},
	{"NUL \x00", "NUL \ufffd"},
	{"not UTF-8 \xff\xfe", "not UTF-8 \ufffd"},
	{"Grüße, 世界 🚀", "Grüße, 世界 🚀"},
	{`back\slash`, `back\slash`},
}

// saved saves a run with all texts and returns its folder.
func saved(t *testing.T) (*lab.Results, string) {
	t.Helper()
	store := &lab.Store{Dir: t.TempDir()}
	r := measured(t, "csv")
	if err := store.Save(r); err != nil {
		t.Fatal(err)
	}
	return r, filepath.Join(store.Dir, r.ID)
}

func TestFilesAreReadByOthersAsTheyAre(t *testing.T) {
	r, dir := saved(t)
	readers := []struct {
		name string
		read func(t *testing.T, file string) [][]string
	}{{"encoding/csv", readGo}, {"Python's csv", readPython}}
	for _, reader := range readers {
		t.Run(reader.name, func(t *testing.T) {
			trials := reader.read(t, filepath.Join(dir, "trials.csv"))
			for n, trial := range r.Trials {
				got := strings.Join(trials[n+1][:4], ",")
				want := strings.Join([]string{strconv.Itoa(n + 1), strconv.Itoa(trial.Round), strconv.Itoa(trial.Order), trial.Model}, ",")
				if got != want {
					t.Errorf("trial %d starts with %s, want %s", n+1, got, want)
				}
			}
			units := reader.read(t, filepath.Join(dir, "units.csv"))
			if want := 1 + len(r.Trials)*len(texts); len(units) != want {
				t.Fatalf("units.csv has %d rows, want %d", len(units), want)
			}
			for i, row := range units[1:] {
				if got, want := row[len(row)-1], texts[i%len(texts)].stored; got != want {
					t.Errorf("row %d has the error %q, want %q", i+1, got, want)
				}
			}
		})
	}
}

func readGo(t *testing.T, file string) [][]string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func readPython(t *testing.T, file string) [][]string {
	const program = `import csv, json, sys
print(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))))`
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("python3 is not on PATH: install it")
		}
		t.Skip("python3 is not on PATH: what Python makes of the files is not tested")
	}
	out, err := exec.Command(python, "-c", program, file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRunFileIsPlainJSON(t *testing.T) {
	_, dir := saved(t)
	data, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"format": 2.0, "id": filepath.Base(dir), "experiment": "csv", "workload": "test work", "baseline": "Sequential",
		"models": []any{"Sequential", "Backwards"}, "rounds": 2.0, "units": float64(len(texts)), "seed": 1.0, "partial": false,
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if machine, ok := got["machine"].(map[string]any); !ok || machine["go"] == nil || machine["gomaxprocs"] == nil {
		t.Errorf("machine is %v, want Go's version and GOMAXPROCS in it", got["machine"])
	}
}
