package bench

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/suite"
)

// tiny is a bench of next to nothing.
func tiny(t *testing.T, areas ...string) (Config, *bytes.Buffer) {
	t.Helper()
	var text bytes.Buffer
	return Config{
		Areas: areas, Out: filepath.Join(t.TempDir(), "out"), Store: &lab.Store{Dir: t.TempDir()}, Text: &text, Progress: &bytes.Buffer{},
		Options: suite.Options{Scale: 0.01, Rounds: 1, Models: lab.Models{model.Sequential{}, model.Pool{Workers: 2}, model.EventLoop{}}},
	}, &text
}

func reportOf(t *testing.T, c Config) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(c.Out, reportFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestBench(t *testing.T) {
	c, text := tiny(t, "contention", "crud", "api")
	if err := Run(t.Context(), c); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	page := reportOf(t, c)
	for _, want := range []string{"Contention", "counter by mutex", "SQLite, batches of 100", "errors and retries", "data:image/svg", "Pool(2)", "Contention at a glance"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report has no %q", want)
		}
	}
	for _, unwanted := range []string{"http://", "https://", "<script", "ZgotmplZ"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the report has %q: it must need nothing else", unwanted)
		}
	}
	if !strings.Contains(text.String(), "== Contention") || !strings.Contains(text.String(), "too few rounds") {
		t.Errorf("the text is\n%s", text)
	}
	figures, err := filepath.Glob(filepath.Join(c.Out, "*.svg"))
	if err != nil || len(figures) < 20 {
		t.Errorf("the figures are %v, %v", figures, err)
	}
	runs, err := c.Store.List()
	if err != nil || len(runs) != 16 {
		t.Errorf("%d runs are stored, %v", len(runs), err)
	}
}

func TestClaimsAreJudged(t *testing.T) {
	c, text := tiny(t, "claims")
	if err := Run(t.Context(), c); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, want := range []string{"Claim: 95.6 % less time on CRUD", "the claim of 85.0 % less time on files", "not decided under"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text is\n%s\nwant %q in it", text, want)
		}
	}
	if page := reportOf(t, c); !strings.Contains(page, "less time on CRUD") {
		t.Error("the report does not judge the claim")
	}
}

// TestInterrupt: what was measured until then is in the report.
func TestInterrupt(t *testing.T) {
	c, _ := tiny(t, "contention", "crud")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c.Progress = writer(func(line string) {
		if strings.Contains(line, "counter by atomic") { // the third
			cancel()
		}
	})
	if err := Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted bench ends with %v, want that it was canceled", err)
	}
	if page := reportOf(t, c); !strings.Contains(page, "counter by RWMutex") || strings.Contains(page, "counter by channel") {
		t.Error("the report does not hold what was measured, or more")
	}
}

type writer func(string)

func (w writer) Write(p []byte) (int, error) { w(string(p)); return len(p), nil }

// TestFailure: an experiment that fails does not keep the others from running.
func TestFailure(t *testing.T) {
	c, text := tiny(t)
	if err := os.MkdirAll(c.Out, 0o777); err != nil {
		t.Fatal(err)
	}
	good := lab.Func{Name: "good", Units: 3, Do: func(context.Context, int) (uint64, error) { return 1, nil }}
	calls := uint64(0)
	wrong := lab.Func{Name: "wrong", Units: 3, Do: func(context.Context, int) (uint64, error) { calls++; return calls, nil }}
	area := suite.CRUD(c.Options, suite.Work{Name: "wrong", Workload: wrong}, suite.Work{Name: "good", Workload: good})
	experiments, err := area.Experiments()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Config: c, report: newReport(c)}
	s := section{title: "Two", works: area.Works, experiments: experiments}
	if err := b.section(t.Context(), &s); err == nil || !strings.Contains(err.Error(), "wrong") {
		t.Errorf("the section ends with %v, want what failed", err)
	}
	if page := reportOf(t, c); !strings.Contains(page, "It failed: ") || !strings.Contains(page, "3 good") && !strings.Contains(page, "good:") {
		t.Errorf("the report tells\n%s\n%s", page, text)
	}
}

func TestUnknownArea(t *testing.T) {
	c, _ := tiny(t, "tea")
	if err := Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), `no area "tea": give some of files, api, crud`) {
		t.Errorf("the error is %v", err)
	}
}
