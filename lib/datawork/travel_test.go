package datawork

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Another process makes the same job from the spec, also in another folder.
func TestTheSpecMakesTheSameJob(t *testing.T) {
	for _, p := range parsers {
		for _, w := range workloads(10, p)[:3] {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				here, err := os.Getwd()
				if err != nil {
					t.Fatal(err)
				}
				material, release, err := w.Stage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer release()
				job, err := material.Prepare(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				t.Chdir(t.TempDir())
				there, err := Remote(job.Spec.Params)
				if err != nil {
					t.Fatal(err)
				}
				got := sums(t, there)
				t.Chdir(here)
				if want := sums(t, material); !slices.Equal(got, want) {
					t.Errorf("the checksums there are %x, here %x", got, want)
				}
			})
		}
	}
}

func TestSortDoesNotTravel(t *testing.T) {
	job, err := Sort{Rows: 10}.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	if job.Spec != nil {
		t.Errorf("Sort has the spec %s, want none", job.Spec.Params)
	}
}

func TestRemoteRefuses(t *testing.T) {
	path, err := filepath.Abs(flightsFile)
	if err != nil {
		t.Fatal(err)
	}
	good := plan{Workload: GroupByName, Path: path, Bounds: []int64{70, 100}, Columns: 9, Value: 6}
	for _, test := range []struct {
		change func(p *plan)
		want   string
	}{
		{func(p *plan) { p.Workload = sortName }, `"datawork.Sort" does not travel`},
		{func(p *plan) { p.Bounds = []int64{70} }, "not in order"},
		{func(p *plan) { p.Bounds = []int64{70, 60} }, "not in order"},
		{func(p *plan) { p.Bounds[0] = -1 }, "not in order"},
		{func(p *plan) { p.Key = 9 }, "columns 9 and 6 of 9"},
		{func(p *plan) { p.Value = -1 }, "columns 0 and -1 of 9"},
		{func(p *plan) { p.WithKey = -1 }, "it asks for"},
		{func(p *plan) { p.Parser = 2 }, "Parser(2)"},
		{func(p *plan) { p.Path += "x" }, "no such file"},
		{func(p *plan) { p.Workload, p.With = JoinName, path; p.WithKey = 9 }, "has no column 9"},
	} {
		p := good
		p.Bounds = slices.Clone(good.Bounds)
		test.change(&p)
		params, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Remote(params)
		if err == nil {
			_, err = w.Prepare(t.Context())
		}
		if err == nil || !strings.HasPrefix(err.Error(), "datawork: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: the error is %v, want one with %q", params, err, test.want)
		}
	}
	if _, err := Remote(json.RawMessage("[")); err == nil {
		t.Error("what is no JSON is taken")
	}
}
