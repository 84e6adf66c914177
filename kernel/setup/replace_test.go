package setup

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// A running lab misses nothing for a moment: what is replaced is written over, its folder stays the one that it was.
func TestReplacedInPlace(t *testing.T) {
	for _, c := range []struct {
		name, stays string // a file of the older one that the newer one has too
		replace     func(t *testing.T, s *session) error
	}{
		{"tools", Env.Bin(Env{}) + "/gonb", func(t *testing.T, s *session) error {
			write(t, filepath.Join(s.env.Root, "bin", "go"), "#!/bin/sh\nmkdir -p \"$4\" && touch \"$4/gonb\" \"$4/goimports\" \"$4/gopls\"\n")
			if err := os.Chmod(filepath.Join(s.env.Root, "bin", "go"), 0o777); err != nil {
				t.Fatal(err)
			}
			return s.buildTools(t.Context(), goTool{Root: s.env.Root}, s.env.Root)
		}},
		{"exporter", Env.Exporter(Env{}) + "/a/__init__.py", func(t *testing.T, s *session) error {
			return writeSettings(s.env, "{}", fstest.MapFS{"a/__init__.py": {}})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fakeSession(t, t.TempDir())
			stays := filepath.Join(s.env.Root, c.stays)
			write(t, stays, "older")
			write(t, filepath.Join(s.env.Venv(), "lib", "python3.11", "site-packages", "x"), "")
			write(t, filepath.Join(s.env.Exporter(), "b", "left.py"), "")
			folder, err := os.Open(filepath.Dir(stays)) // so that no other folder gets its number
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close()
			before, err := folder.Stat()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.replace(t, s); err != nil {
				t.Fatal(err)
			}
			if after, err := os.Stat(filepath.Dir(stays)); err != nil || !os.SameFile(before, after) {
				t.Errorf("%s is another folder than before (%v): for a moment there was none", filepath.Dir(stays), err)
			}
			if text := text(stays); text != "" {
				t.Errorf("%s holds %q, want what is newer", stays, text)
			}
		})
	}
}

func TestOlderExporterLeavesNothing(t *testing.T) {
	env := Env{Root: t.TempDir()}
	for _, name := range []string{"a/old.py", "a/__pycache__/kept.pyc", "old-1.0.dist-info/METADATA"} {
		write(t, filepath.Join(env.Exporter(), name), "")
	}
	write(t, filepath.Join(env.Venv(), "lib", "python3.11", "site-packages", "x"), "")
	if err := writeSettings(env, "{}", fstest.MapFS{"a/kept.py": {}}); err != nil {
		t.Fatal(err)
	}
	left := contents(os.DirFS(env.Exporter()))
	if len(left) != 2 || left[0] != "a/kept.py" {
		t.Errorf("the exporter's folder holds %q, want a/kept.py alone", left)
	}
	if _, err := os.Stat(filepath.Join(env.Exporter(), "old-1.0.dist-info")); err == nil {
		t.Error("the folder of an older version is left: Python would find it")
	}
}
