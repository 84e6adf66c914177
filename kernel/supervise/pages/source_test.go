package pages

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// repository writes a small repository.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestChangesAreSeen(t *testing.T) {
	dir := repository(t, map[string]string{"go.mod": "module threadboost\n", "lib/a/a.go": "package a\n\n// F is old.\nfunc F() {}\n"})
	s := New(dir)
	if page, err := s.Lookup("a.F"); err != nil || !strings.Contains(page.Text, "F is old.") {
		t.Fatalf("%v\n%s", err, page.Text)
	}
	file := filepath.Join(dir, "lib/a/a.go")
	if err := os.WriteFile(file, []byte("package a\n\n// F is new.\nfunc F() {}\n\nfunc broken( {\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Second)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
	if page, err := s.Lookup("a.F"); err != nil || !strings.Contains(page.Text, "F is new.") {
		t.Errorf("a file with an error in it, while it is edited: %v\n%s", err, page.Text)
	}
	if err := os.RemoveAll(filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	if page, err := s.Lookup("a.F"); err == nil {
		t.Errorf("a package that was removed is still there: %s", page.Title)
	}
}

func TestNoRepository(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "gone"))
	if page := s.Models(); !strings.Contains(page.Text, "There is none in lib/model") {
		t.Errorf("the page of no models is\n%s", page.Text)
	}
	if _, err := s.Lookup("Pool"); err != nil { // sync.Pool
		t.Error(err)
	}
	if _, err := s.Lookup("model.Pool"); err == nil {
		t.Error("model.Pool was found without a repository")
	}
}

func TestManyAtOnce(t *testing.T) {
	s := New(root)
	var group sync.WaitGroup
	for range 4 {
		for _, name := range []string{"Pool", "sync.WaitGroup", "nothing.Like", "boost", "rand", "Pol"} {
			group.Go(func() { s.Lookup(name) })
		}
		group.Go(func() { wellFormed(t, s.Models()) })
	}
	group.Wait()
}
