package lab

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const (
	oneTrial = trialsHeader + "\n1,1,1,M,2026-01-02T03:04:05Z,30,2,1,2,1\n"
	twoUnits = unitsHeader + "\n1,1,M,0,0,0,1,2,0,0,0,\n1,1,M,1,0,5,6,9,7,1,1,\"a, b\"\n"
)

// damaged are the files of a run, and what readRun says about them.
var damaged = []struct{ name, trials, units, want string }{
	{"empty files", "", "", `trials.csv: the header is "", wanted "` + trialsHeader + `"`},
	{"header of another format", "a,b\n1,2\n", twoUnits, `trials.csv: the header is "a,b", wanted`},
	{"a file cut off within a row", oneTrial, twoUnits[:len(twoUnits)-15], "units.csv: record on line 3: wrong number of fields"},
	{"a file cut off after a row", oneTrial, unitsHeader + "\n1,1,M,0,0,0,1,2,0,0,0,\n",
		"units.csv: trial 1 has 1 rows, trials.csv says 2"},
	{"a row too many", oneTrial, twoUnits + "1,1,M,2,0,0,1,2,0,0,0,\n", "units.csv: line 4: trial 1, unit 2 is out of order"},
	{"rows in another order", oneTrial, unitsHeader + "\n1,1,M,1,0,0,1,2,0,0,0,\n1,1,M,0,0,0,1,2,0,0,0,\n", "units.csv: line 2: trial 1, unit 1 is out of order"},
	{"a trial that is not there", oneTrial, unitsHeader + "\n2,1,M,0,0,0,1,2,0,0,0,\n1,1,M,0,0,0,1,2,0,0,0,\n", "units.csv: line 2: trial 2, unit 0 is out of order"},
	{"letters for a number", oneTrial, strings.Replace(twoUnits, "0,1,2", "0,1,x", 1), `units.csv: line 2: strconv.ParseInt: parsing "x": invalid syntax`},
	{"a worker too large", oneTrial, strings.Replace(twoUnits, "M,0,0,", "M,0,3000000000,", 1), "units.csv: line 2: 3000000000 is too large"},
	{"no date", strings.Replace(oneTrial, "2026-01-02", "yesterday", 1), twoUnits, "trials.csv: line 2: parsing time"},
	{"more units than memory", strings.Replace(oneTrial, ",2,1\n", ",9000000000000,1\n", 1), twoUnits,
		"trials.csv: line 2: 9000000000000 units are not possible, units.csv holds"},
	{"more units than rows", strings.Replace(oneTrial, ",2,1\n", ",100000,1\n", 1), twoUnits, "trials.csv: line 2: 100000 units are not possible"},
	{"no units", strings.Replace(oneTrial, ",2,1\n", ",0,1\n", 1), twoUnits, "trials.csv: line 2: 0 units are not possible"},
	{"a quote within a field", oneTrial, unitsHeader + "\na\"b\n" + strings.Repeat("x", 99), `units.csv: parse error on line 2, column 2: bare " in non-quoted-field`},
	{"a quote that never ends", oneTrial, unitsHeader + "\n\"" + strings.Repeat("x", 99), `units.csv: parse error on line 2, column 101: extraneous or missing " in quoted-field`},
}

// files writes the two files of a run and returns their folder.
func files(t testing.TB, dir, trials, units string) string {
	for name, data := range map[string]string{trialsFile: trials, unitsFile: units} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadRun(t *testing.T) {
	trials, err := readRun(files(t, t.TempDir(), oneTrial, twoUnits))
	if err != nil || len(trials) != 1 {
		t.Fatalf("readRun gave %d trials and %v, want 1", len(trials), err)
	}
	got := trials[0]
	if got.Model != "M" || got.Wall != 30 || got.Usage.User != 2 || got.Usage.System != 1 || got.Started.Unix() != 1767323045 {
		t.Errorf("trial is %+v", got)
	}
	if got.Latency(0) != 2 || got.Latency(1) != 4 || got.Units[1].Waited != 1 || got.Failures[1] != "a, b" {
		t.Errorf("units are %+v, due %v, failures %v", got.Units, got.Due, got.Failures)
	}
}

func TestReadRunSaysWhatIsDamaged(t *testing.T) {
	for _, test := range damaged {
		t.Run(test.name, func(t *testing.T) {
			_, err := readRun(files(t, t.TempDir(), test.trials, test.units))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("readRun gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
	}
}

// FuzzReadRun damages the files of a run: readRun must neither panic nor ask for much more memory than they have.
func FuzzReadRun(f *testing.F) {
	f.Add(oneTrial, twoUnits)
	for _, d := range damaged {
		f.Add(d.trials, d.units)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, trials, units string) {
		files(t, dir, trials, units)
		before := allocated()
		_, err := readRun(dir)
		limit := uint64(1<<20 + 100*(len(trials)+len(units)))
		if used := allocated() - before; used > limit {
			t.Errorf("readRun allocated %d bytes for files of %d and %d bytes (error: %v)", used, len(trials), len(units), err)
		}
	})
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestPlainTextIsKeptOnceItIsPlain(t *testing.T) {
	for _, s := range []string{"", "a\r\n\r\r\nb", "\x00\xff\x00", "\r"} {
		once := plainText(s)
		if twice := plainText(once); twice != once || strings.ContainsAny(once, "\r\x00") {
			t.Errorf("plainText(%q) = %q, and of that %q", s, once, twice)
		}
	}
}

func TestSlug(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"reading", "reading"},
		{"Reading, 64 KiB!", "reading-64-kib"},
		{"../../etc/passwd", "etc-passwd"},
		{"世界", "run"},
		{"", "run"},
		{strings.Repeat("ab ", 30), "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-a"},
	} {
		if got := slug(test.name); got != test.want {
			t.Errorf("slug(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}
