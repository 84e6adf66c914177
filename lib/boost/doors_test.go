package boost

import (
	"strings"
	"testing"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestDoors(t *testing.T) {
	inStore(t)
	short := []Option{Scale(0.01), Rounds(1), Under(model.Sequential{}, model.Pool{Workers: 2}, model.EventLoop{})}
	for _, c := range []struct {
		name     string
		open     func() dataframe.DataFrame
		workload string // part of its description
	}{
		{"files", func() dataframe.DataFrame { return Files(append(short, Work("warm reads"))...) }, "20 file reads"},
		{"CPU", func() dataframe.DataFrame { return CPU(short...) }, "prime"},
		{"data", func() dataframe.DataFrame { return Data(append(short, Work("join"))...) }, "with carriers"},
		{"contention", func() dataframe.DataFrame { return Contention(append(short, Work("sync.Map"))...) }, "sync.Map"},
		{"API", func() dataframe.DataFrame { return API(naps("").Workload, short...) }, "20 naps"},
		{"CRUD", func() dataframe.DataFrame { return CRUD(naps("").Workload, short...) }, "20 naps"},
		{"own", func() dataframe.DataFrame { return Own("my work", 5, nap, short...) }, "my work"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var df dataframe.DataFrame
			_, errs, code := captured(t, func() { df = c.open() })
			if code != 0 || df.Nrow() != 4 { // three models and the control
				t.Fatalf("ended with %d and %d rows: %s", code, df.Nrow(), errs)
			}
			if got := df.Col("workload").Elem(0).String(); !strings.Contains(got, c.workload) {
				t.Errorf("it measured %q, want %q", got, c.workload)
			}
		})
	}
}

func TestDoorsRefuse(t *testing.T) {
	inStore(t)
	for _, c := range []struct {
		name string
		open func()
		want string
	}{
		{"work that there is not", func() { Files(Work("tea")) }, `files has no work "tea": give one of`},
		{"a negative scale", func() { CPU(Scale(-1)) }, "cannot be scaled by -1"},
		{"no workload", func() { API(nil) }, "no workload (nil)"},
		{"own work without a function", func() { Own("x", 1, nil) }, "has no Do"},
		{"own work with a negative budget", func() { Own("x", 1, nap, Budget(-1)) }, "budget of -1ns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, errs, code := captured(t, c.open); code != 1 || !strings.Contains(errs, c.want) {
				t.Errorf("ended with %d and %q, want 1 and %q", code, errs, c.want)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	inStore(t)
	var df dataframe.DataFrame
	out, errs, code := captured(t, func() {
		df = Claims([]lab.Workload{lab.Func{Name: "a base", Units: 8, Do: nap}}, Scale(0.02), Rounds(1))
	})
	if code != 0 || !strings.Contains(out, "the claim of 95.6 % less time on CRUD") || !strings.Contains(out, "the claim of 85.0 % less time on files") {
		t.Errorf("ended with %d and %q, printed\n%s", code, errs, out)
	}
	for _, got := range df.Col("holds").Records() {
		if got != frame.NotDecided {
			t.Errorf("after one round a claim is %q, want %q", got, frame.NotDecided)
		}
	}
}
