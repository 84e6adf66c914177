package jupyter

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"testing"

	"threadboost/kernel/setup/setuptest"
)

// TestExporterInPython runs the tests of the Python package, with the Python that the lab runs with.
func TestExporterInPython(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), setuptest.Lab(t).Python(), "-m", "unittest", "discover", "-s", "exporter_test")
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "THREADBOOST_RESULTS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", cmd, err, out)
	}
}

func TestExporterIsWhole(t *testing.T) {
	shipped := map[string]bool{}
	err := fs.WalkDir(Exporter(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			shipped[name] = true
		}
		if path.Base(name) == "__pycache__" {
			t.Errorf("%s is shipped; want the sources alone", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"threadboost_export/__init__.py",
		"threadboost_export/__main__.py",
		"threadboost_export/exporter.py",
		"threadboost_export/templates/page.html.j2",
		"threadboost_export/templates/page.css",
		"threadboost_export-1.0.dist-info/entry_points.txt",
		"threadboost_export-1.0.dist-info/METADATA",
	} {
		if !shipped[want] {
			t.Errorf("%s is not shipped", want)
		}
	}
}
