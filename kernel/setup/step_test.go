package setup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestStepIsFresh(t *testing.T) {
	cases := []struct {
		name   string
		change func(t *testing.T, st *step)
		want   bool
	}{
		{"done", func(*testing.T, *step) {}, true},
		{"other inputs", func(_ *testing.T, st *step) { st.inputs = func() []string { return []string{"b"} } }, false},
		{"inputs cut elsewhere", func(_ *testing.T, st *step) { st.inputs = func() []string { return []string{"", "a"} } }, false},
		{"no stamp", func(t *testing.T, st *step) { remove(t, st.stamp) }, false},
		{"half a stamp", func(t *testing.T, st *step) { write(t, st.stamp, st.digest()[:20]) }, false},
		{"no output", func(t *testing.T, st *step) { remove(t, st.outputs[0]) }, false},
		{"old, holds for ever", func(t *testing.T, st *step) { age(t, st.stamp, 1000*time.Hour) }, true},
		{"old, holds for a day", func(t *testing.T, st *step) { age(t, st.stamp, 1000*time.Hour); st.maxAge = 24 * time.Hour }, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			st := fakeStep(t)
			if err := st.make(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			c.change(t, &st)
			if got := st.fresh(); got != c.want {
				t.Errorf("fresh = %v, want %v", got, c.want)
			}
		})
	}
}

func TestStepThatFailsHasNoStamp(t *testing.T) {
	st := fakeStep(t)
	if err := st.make(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	st.do = func(context.Context, *session) error { return broken }
	if err := st.make(t.Context(), nil); !errors.Is(err, broken) {
		t.Errorf("make = %v, want %v", err, broken)
	}
	if st.fresh() {
		t.Error("a step is fresh after it failed")
	}
}

func TestStepThatMakesNothingFails(t *testing.T) {
	st := fakeStep(t)
	st.do = func(context.Context, *session) error { return nil }
	err := st.make(t.Context(), &session{env: Env{Root: "/r"}})
	if err == nil || !strings.Contains(err.Error(), st.outputs[0]+" is not there") {
		t.Errorf("make = %v, want an error that names %s", err, st.outputs[0])
	}
	if _, err := os.Stat(st.stamp); err == nil {
		t.Error("a step that made nothing has a stamp")
	}
}

func fakeStep(t *testing.T) step {
	dir := t.TempDir()
	output := filepath.Join(dir, "output")
	return step{
		stamp:   filepath.Join(dir, "stamp"),
		outputs: []string{output},
		inputs:  func() []string { return []string{"a", ""} },
		do:      func(context.Context, *session) error { return os.WriteFile(output, nil, 0o666) },
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func age(t *testing.T, path string, d time.Duration) {
	t.Helper()
	then := time.Now().Add(-d)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}
