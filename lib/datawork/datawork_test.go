package datawork

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

var parsers = []Parser{Plain, Fast}

const (
	flightsFile  = "../../data/flights.csv"
	airlinesFile = "../../data/airlines.csv"
)

// file makes a file with a text.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// words are lines with white space and letters of all kinds.
func words() string {
	var text strings.Builder
	for i := range 500 {
		fmt.Fprintf(&text, "if err != nil {\treturn\u00a0%d }\u2003é%d\x85\xff \u0085日本 %d\r\n\v\f\n", i%7, i%50, i)
	}
	return text.String() + "the end"
}

// The expected numbers are counted by the shortest program there is, over the whole text at once.
func TestWordCountFindsTheWords(t *testing.T) {
	text := words()
	want := make(map[string]int)
	for _, word := range strings.Fields(text) {
		want[word]++
	}
	for _, p := range parsers {
		for _, units := range []int{1, 7, 100} {
			w := WordCount{Path: file(t, text), Units: units, Parser: p}
			t.Run(w.String(), func(t *testing.T) {
				groups, err := w.Groups(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				got := make(map[string]int)
				for _, g := range groups {
					got[g.Key] = g.Rows
				}
				if len(groups) != len(want) {
					t.Errorf("%d words, want %d", len(groups), len(want))
				}
				for word, n := range want {
					if got[word] != n {
						t.Errorf("%q is there %d times, want %d", word, got[word], n)
					}
				}
			})
		}
	}
}

func TestWordCountOfFolders(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": "one two", "b/c.txt": "two three\n", "d.csv": "four"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		words WordCount
		want  string
	}{
		{WordCount{Path: dir}, "[two 2 four 1 one 1 three 1]"},
		{WordCount{Path: dir, Suffix: ".txt"}, "[two 2 one 1 three 1]"},
		{WordCount{Path: dir, Size: 1}, "[one 1 two 1]"},
	} {
		groups, err := test.words.Groups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, g := range groups {
			got = append(got, g.Key, fmt.Sprint(g.Rows))
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%+v gives %v, want %v", test.words, got, test.want)
		}
	}
}

func TestWordCountOfGoSource(t *testing.T) {
	groups, err := WordCount{Size: lab.MiB, Parser: Fast}.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	top := make(map[string]bool)
	for _, g := range groups[:20] {
		top[g.Key] = true
	}
	if !top["{"] || !top["}"] || !top["if"] || !top["="] {
		t.Errorf("the 20 most frequent words of Go source are %v, want {, }, if and = among them", groups[:20])
	}
}

// The numbers are those of awk over the same file:
// awk -F, 'NR>1{n[$2]++; if($7!=""){v[$2]++; s[$2]+=$7}} END{for(c in n)print c,n[c],v[c]+0,s[c]+0}' data/flights.csv
func TestGroupByFindsTheGroups(t *testing.T) {
	want := []Group{
		{"B6", 569, 430, 1153 * one},
		{"UA", 567, 414, 3723 * one},
		{"EV", 509, 373, 6202 * one},
		{"DL", 468, 341, 921 * one},
	}
	for _, p := range parsers {
		for _, units := range []int{1, 13, 5000} {
			g := GroupBy{Path: flightsFile, Units: units, Parser: p}
			t.Run(g.String(), func(t *testing.T) {
				groups, err := g.Groups(t.Context())
				if err != nil || len(groups) != 15 || !slices.Equal(groups[:len(want)], want) {
					t.Errorf("the groups are %v (%v), want 15 that begin with %v", groups, err, want)
				}
			})
		}
	}
}

// Quotation marks, commas, line ends and letters of all kinds within the fields, and rows that end in CRLF.
const hostile = "\ufeffname,\"amount, in \"\"EUR\"\"\",note\r\n" +
	"\"Müller, A.\",1.5,\"two\r\nlines\"\r\n" +
	"日本,-0.25,\"say \"\"hi\"\"\"\r\n" +
	"\r\n" +
	"\"Müller, A.\",NA,\r\n" +
	"\"a\"\"b\",0.000001,x\r\n" +
	"日本,,y\r\n" +
	"\"a\"\"b\",+7,z"

func TestGroupByOfHostileText(t *testing.T) {
	want := []Group{{"Müller, A.", 2, 1, 1_500_000}, {`a"b`, 2, 2, 7_000_001}, {"日本", 2, 1, -250_000}}
	for _, p := range parsers {
		for units := 1; units < 8; units++ {
			g := GroupBy{Path: file(t, hostile), Key: "name", Value: `amount, in "EUR"`, Units: units, Parser: p}
			groups, err := g.Groups(t.Context())
			if err != nil || !slices.Equal(groups, want) {
				t.Errorf("%v: the groups are %v (%v), want %v", g, groups, err, want)
			}
		}
	}
}

func TestJoinCounts(t *testing.T) {
	left, right := file(t, "id,x\n1,a\n2,\"b,c\"\n3,c\n1,d\n"), file(t, "y,id\r\n\"p,q\",1\r\nr,2\r\n\"s\",1\r\nt,9\r\n")
	for _, test := range []struct {
		join         Join
		rows, joined int
	}{
		{Join{Path: left, With: right, On: "id"}, 4, 5}, // 1: two rows by two, 2: one, 3: none
		{Join{Path: flightsFile, With: airlinesFile}, 3375, 3375},
		{Join{Rows: 1000}, 1000, 1000},
	} {
		for _, p := range parsers {
			test.join.Parser = p
			rows, joined, err := test.join.Count(t.Context())
			if rows != test.rows || joined != test.joined || err != nil {
				t.Errorf("%v: %d rows give %d joined ones (%v), want %d and %d", test.join, rows, joined, err, test.rows, test.joined)
			}
		}
	}
}

// The joined rows are those of a nested loop over both tables, as encoding/csv writes them.
func TestJoinedRows(t *testing.T) {
	left, right := "id,x\n1,a\n2,\"b,c\"\n3,\" c\"\n1,\"d\"\"\r\ne\"\n", "y,id,z\r\n\"p,q\",1,\r\nr,2,\u2003é\r\n\"s\ns\",1,\\.\r\n,3,\"\t\"\r\n"
	rows := func(text string) [][]string {
		all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all[1:]
	}
	want := uint64(4*hashPrime) + 6
	for _, l := range rows(left) {
		for _, r := range rows(right) {
			if l[0] == r[1] {
				var line bytes.Buffer
				w := csv.NewWriter(&line)
				w.Write([]string{l[0], l[1], r[0], r[2]})
				w.Flush()
				want += hashKey(line.Bytes())
			}
		}
	}
	for _, p := range parsers {
		job, err := Join{Path: file(t, left), With: file(t, right), On: "id", Units: 1, Parser: p}.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := job.Unit(t.Context(), 0); sum != want || err != nil {
			t.Errorf("%v parser: checksum %#x (%v), want %#x", p, sum, err, want)
		}
		if err := job.Close(); err != nil {
			t.Error(err)
		}
	}
}

// slices.SortStableFunc over all rows at once says what is right.
func TestSortSorts(t *testing.T) {
	var text strings.Builder
	text.WriteString("key,row\n")
	keys := []string{"10", "9", "-1.5", "", "NA", "b", "\"b,\"", "abcdefg", "abcdefgh", "abcdefgz", "abcdefg\x00", "1.0", "1", "é", "99999999999", "-999999999999", "a\x00"}
	for i := range 400 {
		fmt.Fprintf(&text, "%s,%d\n", keys[i*i%len(keys)], i)
	}
	want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want = want[1:]
	slices.SortStableFunc(want, func(a, b []string) int { return newSortKey(a[0]).compare(newSortKey(b[0])) })
	if got := want[0][0] + " " + want[len(want)-1][0]; got != "-999999999999 é" {
		t.Fatalf("the first and last key are %s, want -999999999999 é", got)
	}
	for _, p := range parsers {
		for _, units := range []int{1, 2, 3, 13, 64, 1000} {
			rows, err := Sort{Path: file(t, text.String()), By: "key", Units: units, Parser: p}.First(t.Context(), 1000)
			if err != nil || !equalRows(rows, want) {
				t.Errorf("%v parser, %d units: the rows are not sorted (%v): %q", p, units, err, rows)
			}
		}
	}
}

func TestSortOfFlights(t *testing.T) {
	for _, p := range parsers {
		rows, err := Sort{Path: flightsFile, Parser: p}.First(t.Context(), 1)
		if want := "2013-02-10,HA,51,JFK,HNL,-3,-60,605,4983"; err != nil || len(rows) != 1 || strings.Join(rows[0], ",") != want {
			t.Errorf("%v parser: the flight that came earliest is %q (%v), want %s", p, rows, err, want)
		}
	}
}

// workloads has one of each kind.
func workloads(units int, p Parser) []lab.Stager {
	return []lab.Stager{
		WordCount{Path: flightsFile, Units: units, Parser: p},
		GroupBy{Rows: 3000, Units: units, Parser: p},
		Join{Rows: 3000, Units: units, Parser: p},
		Sort{Rows: 3000, Units: units, Parser: p},
	}
}

func TestModelsFindTheSame(t *testing.T) {
	models := lab.Models{
		model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 3}, model.EventLoop{Concurrency: 5}, model.Steal{Workers: 2}, model.Chunks{Workers: 3},
	}
	for _, p := range parsers {
		for _, w := range workloads(30, p) {
			t.Run(lab.NameOf(w), func(t *testing.T) {
				r, err := lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: w, Models: models, Trials: 2}, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, trial := range r.Trials {
					if len(trial.Failures) > 0 || len(trial.Units) != 30 {
						t.Errorf("%s ran %d units with the failures %v, want 30 and none", trial.Model, len(trial.Units), trial.Failures)
					}
					for i, u := range trial.Units {
						if u.Waits < 1 || u.Waited > u.Ended-u.Started {
							t.Fatalf("%s: unit %d has %d waits of %d in %d ns, want at least one within", trial.Model, i, u.Waits, u.Waited, u.Ended-u.Started)
						}
					}
				}
			})
		}
	}
}

// Both parsers give each unit the same checksum.
func TestParsersFindTheSame(t *testing.T) {
	for i, plain := range workloads(20, Plain) {
		t.Run(lab.NameOf(plain), func(t *testing.T) {
			a, b := sums(t, plain), sums(t, workloads(20, Fast)[i])
			if !slices.Equal(a, b) {
				t.Errorf("the checksums are %x and %x, want the same", a, b)
			}
			if slices.Sort(a); len(slices.Compact(a)) != 20 {
				t.Errorf("the checksums %x say nothing: want 20 that differ", a)
			}
		})
	}
}

// sums are the checksums of all units.
func sums(t *testing.T, w lab.Workload) (all []uint64) {
	t.Helper()
	job, err := w.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := job.Close(); err != nil {
			t.Error(err)
		}
	}()
	for i := range job.Units {
		sum, err := job.Unit(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sum)
	}
	return all
}

// A model under which the text changes is told of: its unit has another checksum than under the first model.
func TestAWrongResultIsCaught(t *testing.T) {
	table, err := os.ReadFile(flightsFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parsers {
		for _, make := range []func(path string) lab.Workload{
			func(path string) lab.Workload { return WordCount{Path: path, Parser: p} },
			func(path string) lab.Workload { return GroupBy{Path: path, Parser: p} },
			func(path string) lab.Workload { return Join{Path: path, With: airlinesFile, Parser: p} },
			func(path string) lab.Workload { return Sort{Path: path, Parser: p} },
		} {
			path := file(t, string(table))
			w := make(path)
			t.Run(lab.NameOf(w), func(t *testing.T) {
				spoils := spoiling{path, int64(bytes.Index(table, []byte("-6,87,529"))) + 1}
				_, err := lab.Run(t.Context(), lab.Experiment{Name: "test", Workload: w, Models: lab.Models{model.Sequential{}, spoils}, Trials: 1, Seed: 1}, lab.Options{})
				var wrong *lab.ModelError
				if !errors.As(err, &wrong) || wrong.Model != "Spoiling" || !strings.Contains(err.Error(), "checksum") {
					t.Errorf("the error is %v, want one about a checksum under Spoiling", err)
				}
			})
		}
	}
}

// spoiling makes the 6 at a place of the file a 7 before it does its units, and puts it back.
type spoiling struct {
	path string
	at   int64
}

func (s spoiling) String() string { return "Spoiling" }

func (s spoiling) Run(ctx context.Context, job *lab.Job) error {
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt([]byte("7"), s.at)
	run := model.Sequential{}.Run(ctx, job)
	_, back := f.WriteAt([]byte("6"), s.at)
	return errors.Join(err, run, back)
}

// What is lost while results are merged is told when the trial is closed.
func TestAWrongMergeIsCaught(t *testing.T) {
	for _, p := range parsers {
		for _, test := range []struct {
			workload lab.Stager
			spoil    func(w work)
			want     string
		}{
			{GroupBy{Rows: 500, Parser: p}, func(w work) {
				g := w.(*grouping)
				for key, c := range g.plain.cells {
					c.rows--
					g.plain.cells[key] = c
					break
				}
				for i := range g.fast.parts {
					if e := g.fast.parts[i].entries; len(e) > 0 {
						e[0].sum++
						break
					}
				}
			}, "something was lost"},
			{Sort{Rows: 500, Parser: p}, func(w work) {
				if s := w.(*sorting); p == Plain {
					swap(s.plain)
				} else {
					swap(s.fast)
				}
			}, "comes after a greater one"},
			{Sort{Rows: 500, Parser: p}, func(w work) {
				if s := w.(*sorting); p == Plain {
					drop(s.plain)
				} else {
					drop(s.fast)
				}
			}, "rows were lost"},
		} {
			material, release, err := test.workload.Stage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w, err := material.(*staged).work(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i := range len(material.(*staged).Bounds) - 1 {
				if _, err := w.unit(t.Context(), i); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.check(); err != nil {
				t.Errorf("%v: before it is spoilt: %v", test.workload, err)
			}
			test.spoil(w)
			if err := w.check(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v: the error is %v, want %q", test.workload, err, test.want)
			}
			if err := release(); err != nil {
				t.Error(err)
			}
		}
	}
}

func top[T any](m *mergeTree[T]) *[]T { return &m.levels[len(m.levels)-1][0].run }

func swap[T any](m *mergeTree[T]) { run := *top(m); run[0], run[len(run)-1] = run[len(run)-1], run[0] }
func drop[T any](m *mergeTree[T]) { run := top(m); *run = (*run)[1:] }
