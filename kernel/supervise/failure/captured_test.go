package failure

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/golden")

// captured is a file of testdata/captured: what GoNB 0.11.4 answered to the last of the cells.
type captured struct {
	Cells                          []string
	Status, Evalue, Stdout, Stderr string
	Traceback                      []string
	Program                        string
}

func load(t testing.TB, path string) Report {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var c captured
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	r := Report{Cell: len(c.Cells), Source: c.Cells[len(c.Cells)-1], Cells: map[int]Cell{}, Status: c.Status, Value: c.Evalue,
		Traceback: c.Traceback, Stdout: c.Stdout, Stderr: c.Stderr, Program: c.Program}
	for i, source := range c.Cells[:len(c.Cells)-1] {
		r.Cells[i+1] = Cell{i + 1, source}
	}
	return r
}

// The golden texts were read line by line before they were committed.
func TestCaptured(t *testing.T) {
	paths, err := filepath.Glob("testdata/captured/*.json")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			f, failed := load(t, path).Failure()
			got := "ok\n"
			if failed {
				got = f.Name + "\n" + f.Value + "\n\n" + strings.Join(f.Traceback, "\n") + "\n"
			}
			golden := filepath.Join("testdata/golden", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

var anyMark = regexp.MustCompile(`(Cell ?\[)(\d+)(\]:? Line)`)

// GoNB loses its marks at times: the text of the program's line must lead to the same place.
func TestCapturedWithoutMarks(t *testing.T) {
	eachCaptured(t, func(t *testing.T, r Report) {
		if strings.HasPrefix(r.Source, "import left \"os\"; func f()") {
			return // two declarations on a line, of which the program has only one
		}
		want, _ := r.Failure()
		unmarked := regexp.MustCompile(`\[\[ Cell \[\d+\] Line \d+ \]\]`)
		r.Stderr = unmarked.ReplaceAllString(ansi.ReplaceAllString(r.Stderr, ""), "")
		r.Traceback = nil
		got, _ := r.Failure()
		if got.Value != want.Value {
			t.Errorf("got  %s\nwant %s", got.Value, want.Value)
		}
	})
}

// GoNB counts for itself: after a new child, or after cells that it never saw, its numbers are others.
func TestCapturedWithAnotherCount(t *testing.T) {
	eachCaptured(t, func(t *testing.T, r Report) {
		want, _ := r.Failure()
		renumber := func(text string) string {
			return anyMark.ReplaceAllStringFunc(text, func(mark string) string {
				m := anyMark.FindStringSubmatch(mark)
				n, _ := strconv.Atoi(m[2])
				return m[1] + strconv.Itoa(n+70) + m[3]
			})
		}
		r.Count = r.Cell + 70
		cells := map[int]Cell{}
		for n, c := range r.Cells {
			cells[n+70] = c
		}
		r.Cells, r.Stderr = cells, renumber(r.Stderr)
		for i, entry := range r.Traceback {
			r.Traceback[i] = renumber(entry)
		}
		got, _ := r.Failure()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}

func eachCaptured(t *testing.T, test func(*testing.T, Report)) {
	paths, err := filepath.Glob("testdata/captured/*.json")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) { test(t, load(t, path)) })
	}
}
