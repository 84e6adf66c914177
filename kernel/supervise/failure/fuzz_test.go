package failure

import (
	"path/filepath"
	"strings"
	"testing"
)

// check holds for any failure: a name, a value of one line, a bounded traceback that begins with what is wrong.
func check(t *testing.T, r Report) {
	f, ok := r.Failure()
	if !ok {
		return
	}
	if f.Name == "" || !strings.HasPrefix(f.Value, "cell [3]") || strings.ContainsAny(f.Value, "\r\n") || len(f.Traceback) == 0 {
		t.Fatalf("%+v", f)
	}
	if len(f.Colour()) != len(f.Traceback) {
		t.Fatal("colours change the number of lines")
	}
}

// corpus adds the captured replies.
func corpus(f *testing.F, add func(Report)) {
	paths, err := filepath.Glob("testdata/captured/*.json")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no files, %v", err)
	}
	for _, path := range paths {
		add(load(f, path))
	}
}

func FuzzCompileErrors(f *testing.F) {
	corpus(f, func(r Report) { f.Add(r.Source, r.Value, strings.Join(r.Traceback, "\x00"), r.Program) })
	f.Fuzz(func(t *testing.T, source, value, traceback, program string) {
		check(t, Report{Cell: 3, Count: 1, Source: source, Status: "error", Value: value, Traceback: strings.Split(traceback, "\x00"), Program: program,
			Cells: map[int]Cell{2: {1, "x"}}})
	})
}

func FuzzPanic(f *testing.F) {
	corpus(f, func(r Report) { f.Add(r.Source, r.Stderr, r.Stdout, r.Program) })
	f.Fuzz(func(t *testing.T, source, stderr, stdout, program string) {
		for _, value := range []string{"exit status 2", "exit status 1", "signal: killed"} {
			check(t, Report{Cell: 3, Count: 1, Source: source, Status: "error", Value: value, Stderr: stderr, Stdout: stdout, Program: program})
		}
		check(t, Report{Cell: 3, Source: source, Status: "ok", Stderr: stderr})
	})
}

func FuzzRace(f *testing.F) {
	corpus(f, func(r Report) { f.Add(r.Source, r.Stderr, r.Program) })
	f.Fuzz(func(t *testing.T, source, stderr, program string) {
		r := Report{Cell: 3, Count: 1, Source: source, Status: "error", Value: "exit status 66", Stderr: stderr, Program: program}
		check(t, r)
		races := Races(stderr, r)
		if len(races) > strings.Count(stderr, raceWarning) && !strings.Contains(stderr, "\x1b") {
			t.Fatalf("%d races", len(races))
		}
		if text := RaceText(races); !strings.HasSuffix(text, "\n") {
			t.Fatalf("%q", text)
		}
	})
}

func BenchmarkCompileError(b *testing.B) {
	r := load(b, "testdata/captured/error-in-earlier-cell.json")
	for b.Loop() {
		r.Failure()
	}
}

func BenchmarkTraceOf1MB(b *testing.B) {
	r := load(b, "testdata/captured/panic-in-method.json")
	head, trace, _ := strings.Cut(r.Stderr, "\n\n")
	r.Stderr = head + strings.Repeat("\n\n"+strings.TrimSuffix(trace, "exit status 2\n"), 1<<20/len(trace))
	for b.Loop() {
		r.Failure()
	}
}
