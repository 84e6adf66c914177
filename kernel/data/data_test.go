package data

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// only fails the test unless a folder holds these files and no other.
func only(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func TestMakeReplacesWhatIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for _, rows := range []int{2000, 100} {
		// What a killed process has left.
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, "."+Flights+".part"), make([]byte, 500_000), 0o644)); err != nil {
			t.Fatal(err)
		}
		var told strings.Builder
		if err := Make(t.Context(), Config{Dir: dir, Rows: rows, Words: 10, Out: &told}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, Flights))
		if err != nil || strings.Count(string(text), "\n") != rows+1 || strings.Contains(string(text), "\x00") {
			t.Errorf("the table has %d lines (%v), want %d", strings.Count(string(text), "\n"), err, rows+1)
		}
		if strings.Count(told.String(), "\n") != 3 || strings.Contains(told.String(), "\r") {
			t.Errorf("it told %q, want three lines", told.String())
		}
		only(t, dir, Carriers, Flights, Words)
	}
}

func TestAnErrorLeavesWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, Words), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Make(ctx, Config{Dir: dir, Words: 10_000, Out: io.Discard}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want %v", err, context.Canceled)
	}
	only(t, dir, Words)
	if text, err := os.ReadFile(filepath.Join(dir, Words)); string(text) != "old" {
		t.Errorf("the old file holds %q (%v)", text, err)
	}
}

func TestTwoAtATime(t *testing.T) {
	dir := t.TempDir()
	part, err := os.Create(filepath.Join(dir, "."+Words+".part"))
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	if err := syscall.Flock(int(part.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if err := Make(t.Context(), Config{Dir: dir, Words: 10, Out: io.Discard}); err == nil || !strings.Contains(err.Error(), "by another process") {
		t.Errorf("the error is %v, want one about another process", err)
	}
}

func TestMakeRefuses(t *testing.T) {
	for _, test := range []struct {
		config Config
		want   string
	}{
		{Config{Rows: -1}, "want 0 (none) to 1000000000"},
		{Config{Words: Most + 1}, "want 0 (none) to 1000000000"},
		{Config{}, "give --rows or --words"},
	} {
		test.config.Dir = t.TempDir()
		if err := Make(t.Context(), test.config); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("the error is %v, want one with %q", err, test.want)
		}
		only(t, test.config.Dir)
	}
}

func TestFit(t *testing.T) {
	if err := fit(t.TempDir(), []item{{size: 1 << 62}}); err == nil || !strings.Contains(err.Error(), "are free: ask for fewer") {
		t.Errorf("the error is %v, want that the disk is too small", err)
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0.0 kB", 78_900: "78.9 kB", 45_000_000: "45.0 MB", 12_340_000_000: "12.3 GB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d bytes are %s, want %s", bytes, got, want)
		}
	}
}
