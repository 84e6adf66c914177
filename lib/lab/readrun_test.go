package lab

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"threadboost/lib/measure"
)

// The files of a run of one trial of two units, in this format and in the first.
var (
	oneTrial  = trialsHeader + "\n1,1,1,M,2026-01-02T03:04:05Z,30,2,1,2,1,0,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28\n"
	twoUnits  = unitsHeader + "\n1,1,M,0,0,0,1,2,0,0,0,0,0,1,0,\n1,1,M,1,0,5,6,9,7,1,1,3,4,2,8,\"a, b\"\n"
	oneTrial1 = trialsFormat1 + "\n1,1,1,M,2026-01-02T03:04:05Z,30,2,1,2,1\n"
	twoUnits1 = unitsFormat1 + "\n1,1,M,0,0,0,1,2,0,0,0,\n1,1,M,1,0,5,6,9,7,1,1,\"a, b\"\n"
)

// damaged are the files of a run, and what readRun says about them.
var damaged = []struct{ name, trials, units, want string }{
	{"empty files", "", "", `trials.csv: the header is "", wanted "` + trialsHeader + `"`},
	{"header of another format", "a,b\n1,2\n", twoUnits, `trials.csv: the header is "a,b", wanted`},
	{"a file cut off within a row", oneTrial, twoUnits[:len(twoUnits)-24], "units.csv: record on line 3: wrong number of fields"},
	{"a file cut off after a row", oneTrial, unitsHeader + "\n1,1,M,0,0,0,1,2,0,0,0,0,0,1,0,\n",
		"units.csv: trial 1 has 1 rows, trials.csv says 2"},
	{"a row too many", oneTrial, twoUnits + "1,1,M,2,0,0,1,2,0,0,0,0,0,1,0,\n", "units.csv: line 4: trial 1, unit 2 is out of order"},
	{"rows in another order", oneTrial, unitsHeader + "\n1,1,M,1,0,0,1,2,0,0,0,0,0,1,0,\n1,1,M,0,0,0,1,2,0,0,0,0,0,1,0,\n", "units.csv: line 2: trial 1, unit 1 is out of order"},
	{"a trial that is not there", oneTrial, unitsHeader + "\n2,1,M,0,0,0,1,2,0,0,0,0,0,1,0,\n1,1,M,0,0,0,1,2,0,0,0,0,0,1,0,\n", "units.csv: line 2: trial 2, unit 0 is out of order"},
	{"letters for a number", oneTrial, strings.Replace(twoUnits, "0,1,2", "0,1,x", 1), `units.csv: line 2: strconv.ParseInt: parsing "x": invalid syntax`},
	{"a worker too large", oneTrial, strings.Replace(twoUnits, "M,0,0,", "M,0,3000000000,", 1), "units.csv: line 2: 3000000000 is too large"},
	{"no date", strings.Replace(oneTrial, "2026-01-02", "yesterday", 1), twoUnits, "trials.csv: line 2: parsing time"},
	{"more units than memory", strings.Replace(oneTrial, ",30,2,1,2,", ",30,2,1,9000000000000,", 1), twoUnits,
		"trials.csv: line 2: 9000000000000 units are not possible, units.csv holds"},
	{"more units than rows", strings.Replace(oneTrial, ",30,2,1,2,", ",30,2,1,100000,", 1), twoUnits, "trials.csv: line 2: 100000 units are not possible"},
	{"no units", strings.Replace(oneTrial, ",30,2,1,2,", ",30,2,1,0,", 1), twoUnits, "trials.csv: line 2: 0 units are not possible"},
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
	for _, test := range []struct {
		name, trials, units string
		usage               measure.Usage
		second              measure.Unit
		ready, bytes        []int64
		cold                bool
	}{
		{"format 2", oneTrial, twoUnits, measure.Usage{
			User: 2, System: 1, Voluntary: 11, Involuntary: 12, MinorFaults: 13, MajorFaults: 14, Allocs: 15, AllocBytes: 16, GCs: 17, GCPause: 18,
			SchedP50: 19, SchedP99: 20, SchedMax: 21, Goroutines: 22, Threads: 23, HeapBytes: 24, RSSBytes: 25, Others: 26, Stolen: 27, Throttled: 28,
		}, measure.Unit{Queued: 3, Started: 6, Ended: 9, WaitStarted: 7, Waited: 1, Waits: 1, Attempts: 2}, []int64{0, 4}, []int64{0, 8}, false},
		{"format 1", oneTrial1, twoUnits1, measure.Usage{User: 2, System: 1},
			measure.Unit{Started: 6, Ended: 9, WaitStarted: 7, Waited: 1, Waits: 1, Attempts: 1}, nil, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			trials, err := readRun(files(t, t.TempDir(), test.trials, test.units))
			if err != nil || len(trials) != 1 {
				t.Fatalf("readRun gave %d trials and %v, want 1", len(trials), err)
			}
			got := trials[0]
			if got.Model != "M" || got.Wall != 30 || got.Usage != test.usage || got.Started.Unix() != 1767323045 || got.Cold != test.cold {
				t.Errorf("trial is %+v", got)
			}
			if got.Latency(0) != 2 || got.Latency(1) != 4 || got.Units[1] != test.second || got.Failures[1] != "a, b" {
				t.Errorf("units are %+v, due %v, failures %v", got.Units, got.Due, got.Failures)
			}
			if !slices.Equal(got.Ready, test.ready) || !slices.Equal(got.Bytes, test.bytes) {
				t.Errorf("ready %v and bytes %v, want %v and %v", got.Ready, got.Bytes, test.ready, test.bytes)
			}
		})
	}
}

// rare are the files of stages and series of the run, damaged, and what readRun says about them.
var rare = []struct{ name, file, text, want string }{
	{"a header of something else", stagesFile, "a,b\n", `stages.csv: the header is "a,b", wanted`},
	{"a trial that is not there", stagesFile, stagesHeader + "\n2,0,a,0,0,1,2\n", "stages.csv: line 2: there is no trial 2"},
	{"a stage that is left out", stagesFile, stagesHeader + "\n1,1,a,0,0,1,2\n", "stages.csv: line 2: stage 1 of trial 1, unit 0 is out of order"},
	{"a stage below 0", stagesFile, stagesHeader + "\n1,-1,a,0,0,1,2\n", "stages.csv: line 2: stage -1 of trial 1, unit 0 is out of order"},
	{"units in another order", stagesFile, stagesHeader + "\n1,0,a,0,0,1,2\n1,0,a,0,0,1,2\n", "stages.csv: line 3: stage 0 of trial 1, unit 0 is out of order"},
	{"a unit too many", stagesFile, stagesHeader + "\n1,0,a,0,0,1,2\n1,0,a,1,0,1,2\n1,0,a,2,0,1,2\n", "stages.csv: line 4: stage 0 of trial 1, unit 2 is out of order"},
	{"units that are missing", stagesFile, stagesHeader + "\n1,0,a,0,0,1,2\n", "stages.csv: stage 0 of trial 1 has 1 rows, the trial 2 units"},
	{"units missing before a stage", stagesFile, stagesHeader + "\n1,0,a,0,0,1,2\n1,1,a,0,0,1,2\n", "stages.csv: line 3: stage 1 of trial 1, unit 0 is out of order"},
	{"letters for a number", stagesFile, stagesHeader + "\n1,0,a,0,0,x,2\n", `stages.csv: line 2: strconv.ParseInt: parsing "x": invalid syntax`},
	{"a value that is none", seriesFile, seriesHeader + "\n1,limit,5,NaN\n", "series.csv: line 2: NaN is no value"},
	{"letters for a value", seriesFile, seriesHeader + "\n1,limit,5,x\n", `series.csv: line 2: strconv.ParseFloat: parsing "x": invalid syntax`},
	{"a point of no trial", seriesFile, seriesHeader + "\n0,limit,5,1\n", "series.csv: line 2: there is no trial 0"},
}

func TestReadRunSaysWhatIsDamagedInRareFiles(t *testing.T) {
	for _, test := range rare {
		t.Run(test.name, func(t *testing.T) {
			dir := files(t, t.TempDir(), oneTrial, twoUnits)
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := readRun(dir); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("readRun gave the error\n\t%v\nwant\n\t%s", err, test.want)
			}
		})
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
	stages, series := stagesHeader+"\n1,0,a,0,0,1,2\n1,0,a,1,0,1,2\n", seriesHeader+"\n1,limit,5,1.5\n"
	f.Add(oneTrial, twoUnits, stages, series)
	f.Add(oneTrial1, twoUnits1, "", "")
	for _, d := range damaged {
		f.Add(d.trials, d.units, stages, series)
	}
	for _, d := range rare {
		f.Add(oneTrial, twoUnits, d.text, d.text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, trials, units, stages, series string) {
		files(t, dir, trials, units)
		for name, text := range map[string]string{stagesFile: stages, seriesFile: series} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		before := allocated()
		_, err := readRun(dir)
		size := len(trials) + len(units) + len(stages) + len(series)
		if used := allocated() - before; used > uint64(1<<20+100*size) {
			t.Errorf("readRun allocated %d bytes for files of %d bytes (error: %v)", used, size, err)
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
