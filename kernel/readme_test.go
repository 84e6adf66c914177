package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```")

// blocks returns the README's blocks of a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		if m[1] == language {
			found = append(found, m[2])
		}
	}
	if len(found) == 0 {
		t.Fatalf("the README has no %s block", language)
	}
	return found
}

func TestReadmeNamesCommandsThatExist(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := newRootCommand()
	listed := regexp.MustCompile("(?m)^\\| `(\\w+)[^|]*\\|").FindAllStringSubmatch(string(text), -1)
	used := regexp.MustCompile(`go run \./kernel ([a-z]+)`).FindAllStringSubmatch(string(text), -1)
	told := make(map[string]bool)
	for _, m := range append(listed, used...) {
		if cmd, _, err := root.Find([]string{m[1]}); err == nil && cmd != root {
			told[m[1]] = true
		}
	}
	for _, m := range used {
		if !told[m[1]] {
			t.Errorf("the README uses %q, which does not exist", m[0])
		}
	}
	for _, cmd := range root.Commands() {
		if !cmd.Hidden && cmd.Name() != "help" && !told[cmd.Name()] {
			t.Errorf("the README does not tell of the command %s", cmd.Name())
		}
	}
}

// TestReadmePrograms runs the README's Go blocks and compares the words, not the numbers, of their output with the README's.
func TestReadmePrograms(t *testing.T) {
	outputs := blocks(t, "text")
	for i, program := range blocks(t, "go") {
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "go", "run", file)
		store := &lab.Store{Dir: t.TempDir()}
		cmd.Env = append(os.Environ(), "THREADBOOST_RESULTS="+store.Dir)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("block %d: %v\n%s", i+1, err, out)
		}
		if got, want := columns(string(out)), columns(outputs[i]); got != want {
			t.Errorf("block %d prints a table of %q, the README shows %q", i+1, got, want)
		}
		stored, err := store.List()
		if err != nil || len(stored) != 1 || stored[0].Versions["github.com/go-gota/gota"] == "" {
			t.Errorf("block %d stored %+v (%v), want one run that names the version of gota", i+1, stored, err)
		}
	}
}

// columns returns the heading of a table and the names of its rows, which no machine changes.
func columns(output string) string {
	var kept []string
	for _, line := range strings.Split(output, "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "-" || strings.HasPrefix(line, "["):
		case strings.HasPrefix(line, "Model "):
			kept = append(kept, strings.Join(fields, " "))
		default:
			kept = append(kept, fields[0])
		}
	}
	return strings.Join(kept, "\n")
}
