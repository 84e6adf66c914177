package corpus

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSourceIsTheSourceOfGo(t *testing.T) {
	dir, err := Source(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	files, err := Files(t.Context(), filepath.Join(dir, "fmt"), ".go", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(files, func(f File) bool { return filepath.Base(f.Path) == "print.go" && f.Size > 10_000 }) {
		t.Errorf("%s/fmt has %d files, want print.go among them", dir, len(files))
	}
}

func TestSourceWithoutGo(t *testing.T) {
	t.Run("no go command", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, err := Source(t.Context()); err == nil || !strings.Contains(err.Error(), "put the go command on PATH") {
			t.Errorf("the error is %v, want one that tells what to do", err)
		}
	})
	t.Run("no source", func(t *testing.T) {
		t.Setenv("GOROOT", t.TempDir())
		if _, err := Source(t.Context()); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "without its source") {
			t.Errorf("the error is %v, want one that tells what to do", err)
		}
	})
}

// tree makes files with their names as content, and links.
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"b.go", "a/z.go", "a/y.txt", "a/b/c.go", "d.go/e.go"} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(name), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(root, "empty.go"), nil, 0o600),
		os.Symlink("b.go", filepath.Join(root, "link.go")),
		os.Symlink(root, filepath.Join(root, "a", "round")),
	); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestFiles(t *testing.T) {
	root := tree(t)
	link := filepath.Join(t.TempDir(), "src")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, root, suffix string
		limit              int
		want               []string
	}{
		{"all of a kind", root, ".go", 0, []string{"a/b/c.go", "a/z.go", "b.go", "d.go/e.go"}},
		{"below a link", link, ".go", 0, []string{"a/b/c.go", "a/z.go", "b.go", "d.go/e.go"}},
		{"of any kind", root, "", 0, []string{"a/b/c.go", "a/y.txt", "a/z.go", "b.go", "d.go/e.go"}},
		{"some", root, ".go", 2, []string{"a/b/c.go", "a/z.go"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			files, err := Files(t.Context(), test.root, test.suffix, test.limit)
			var got []string
			for _, f := range files {
				below, _ := filepath.Rel(root, f.Path)
				got = append(got, filepath.ToSlash(below))
				if f.Size != int64(len(below)) {
					t.Errorf("%s has %d bytes, want %d", below, f.Size, len(below))
				}
			}
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

func TestFilesRefuses(t *testing.T) {
	root := tree(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name, root, suffix string
		ctx                context.Context
		want               string
	}{
		{"no folder", filepath.Join(root, "none"), ".go", t.Context(), "name a folder that is there"},
		{"no file of the kind", root, ".rs", t.Context(), `ends in ".rs"`},
		{"called off", root, ".go", ended, context.Canceled.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			if files, err := Files(test.ctx, test.root, test.suffix, 0); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v and the error %v, want one with %q", files, err, test.want)
			}
		})
	}
}

func BenchmarkFiles(b *testing.B) {
	for b.Loop() {
		dir, err := Source(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		files, err := Files(b.Context(), dir, ".go", 0)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(files)), "files")
	}
}
