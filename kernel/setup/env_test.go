package setup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFindRoot(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "repo", "kernel", "tools", "x")
	write(t, filepath.Join(dir, "repo", "go.mod"), "module threadboost\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "repo", "kernel", "tools", "go.mod"), "module threadboost/kernel/tools\n")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	got, err := FindRoot(deep)
	if want := filepath.Join(dir, "repo"); err != nil || got != want {
		t.Errorf("FindRoot past the module of the tools = %q, %v, want %q", got, err, want)
	}
	if got, err := FindRoot(dir); err == nil || !strings.Contains(err.Error(), "change into the cloned folder") {
		t.Errorf("FindRoot outside = %q, %v, want an error that says what to do", got, err)
	}
}

func TestEnviron(t *testing.T) {
	env := Env{Root: "/repo"}
	got := env.Environ([]string{"PATH=/bin", "PYTHONPATH=/other", "PYTHONDONTWRITEBYTECODE=1", "JUPYTER_PATH=/mine", "LANG=C"})
	for _, want := range []string{
		"LANG=C",
		"PATH=/repo/.threadboost/venv/bin:/repo/.threadboost/bin:/bin",
		"JUPYTER_CONFIG_DIR=/repo/.threadboost/jupyter/config",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("Environ has no %q: %q", want, got)
		}
	}
	for _, kv := range got {
		if strings.HasPrefix(kv, "PYTHON") || strings.HasPrefix(kv, "JUPYTER_PATH=") {
			t.Errorf("Environ keeps %q, which leads elsewhere", kv)
		}
	}
}

func TestKernelspec(t *testing.T) {
	spec := newKernelspec(Env{Root: "/a $b/repo"}, goTool{Root: "/go"})
	if got, want := spec.Env["PATH"], "/a $$b/repo/.threadboost/bin:/go/bin:${PATH}"; got != want {
		t.Errorf("PATH = %q, want %q (jupyter expands dollars in env)", got, want)
	}
	if want := []string{"/a $b/repo/.threadboost/bin/threadboost", "kernel", "{connection_file}"}; !slices.Equal(spec.Argv, want) {
		t.Errorf("argv is %q, want %q (jupyter does not expand dollars in argv)", spec.Argv, want)
	}
	if got := spec.Env["GOPROXY"]; got != "off" {
		t.Errorf("GOPROXY = %q: each cell would ask the network", got)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := overwrite(path, text); err != nil {
		t.Fatal(err)
	}
}
