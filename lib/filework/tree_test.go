package filework

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadboost/lib/lab"
)

// names returns the files that a corpus takes.
func names(t *testing.T, c Corpus) []string {
	t.Helper()
	taken, err := c.take(t.Context(), summing)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range taken.Files {
		all = append(all, f.Name)
	}
	return all
}

func TestFilesOfTree(t *testing.T) {
	root := small(t)
	put(t, filepath.Join(root, ".git", "config"), "hidden")
	put(t, filepath.Join(root, ".hidden"), "hidden")
	if err := os.Symlink(root, filepath.Join(root, "b", "circle")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	all := []string{"a.txt", "b/c.txt", "b/d/large.txt", "b/e.go", "empty.txt"}
	tests := []struct {
		name   string
		corpus Corpus
		want   []string
	}{
		{"all but links and hidden ones", Corpus{Root: root}, all},
		{"by way of a link", Corpus{Root: link}, all},
		{"of one kind", Corpus{Root: root, Match: "*.go"}, all[3:4]},
		{"taken evenly", Corpus{Root: root, Files: 2}, []string{all[0], all[2]}},
		{"as many as there are", Corpus{Root: root, Files: 5}, all},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := names(t, test.corpus); !slices.Equal(got, test.want) {
				t.Errorf("files are %v, want %v", got, test.want)
			}
		})
	}
}

func TestSourcesOfGoAreTheDefault(t *testing.T) {
	all := names(t, Corpus{Match: "print.go"})
	if !slices.Contains(all, "fmt/print.go") {
		t.Errorf("files are %v, want fmt/print.go among them", all)
	}
	t.Setenv("PATH", "")
	_, err := Corpus{}.Prepare(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "filework: Corpus: ") || !strings.Contains(err.Error(), "put the go command on PATH, or name another folder") {
		t.Errorf("without a go command the error is %v, want one that says what to do", err)
	}
}

func TestCorpusRefuses(t *testing.T) {
	root := small(t)
	missing := filepath.Join(root, "missing")
	tests := []struct {
		name string
		w    lab.Workload
		want string
	}{
		{"negative number", Corpus{Root: root, Files: -1}, "-1 files: want 1 to 50000, or 0 for all"},
		{"huge number", Corpus{Root: root, Files: 1 << 62}, "want 1 to 50000"},
		{"more than there are", Corpus{Root: root, Match: "*.go", Files: 2}, "has 1 *.go files, it asks for 2: set Files"},
		{"none of the kind", Corpus{Root: root, Match: "*.rs"}, "has no *.rs files: set Root or Match"},
		{"bad pattern of names", Corpus{Root: root, Match: "["}, `pattern "[" of names: syntax error in pattern`},
		{"missing folder", Corpus{Root: missing}, "missing: no such file or directory: set Root"},
		{"file for a folder", Corpus{Root: filepath.Join(root, "a.txt")}, "not a directory"},
		{"search in a missing folder", Search{In: Corpus{Root: missing}}, "filework: Search: folder lstat " + missing},
		{"bad pattern", Search{"(", Corpus{Root: root}}, `pattern "(": error parsing regexp: missing closing ): ` + "`(`: put \\ before"},
		{"line break", Search{"a\nb", Corpus{Root: root}}, "has a line break"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := test.w.Prepare(t.Context())
			if err == nil || !strings.HasPrefix(err.Error(), "filework: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestChooseOfTooMany(t *testing.T) {
	found := make([]string, maxFiles+1)
	for i := range found {
		found[i] = fmt.Sprint(i)
	}
	if _, err := (Corpus{}).choose(found, "root"); err == nil || !strings.Contains(err.Error(), "set Files to at most 50000") {
		t.Errorf("error is %v, want that it asks for fewer", err)
	}
	chosen, err := Corpus{Files: maxFiles}.choose(found, "root")
	if err != nil || len(slices.Compact(chosen)) != maxFiles {
		t.Errorf("%d files and %v, want %d that differ", len(chosen), err, maxFiles)
	}
}

func TestFileThatChangesIsAnErrorOfItsUnit(t *testing.T) {
	tests := []struct {
		name   string
		change func(file string) error
		want   string
	}{
		{"shortened", func(file string) error { return os.Truncate(file, 10) }, "10 bytes, but 27 when the run began"},
		{"lengthened", func(file string) error { return os.Truncate(file, 500_000) }, "500000 bytes, but 27"},
		{"removed", os.Remove, "no such file"},
		{"overwritten", func(file string) error { return os.WriteFile(file, []byte("nothing\nTODO: one\nTODO: two"), 0o600) }, "other content than when the run began"},
		{"replaced by a folder", func(file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o700)) }, "is a directory"},
	}
	for _, test := range tests {
		for _, make := range []func(root string) lab.Stager{
			func(root string) lab.Stager { return Corpus{Root: root, Match: "a.txt"} },
			func(root string) lab.Stager { return Search{In: Corpus{Root: root, Match: "a.txt"}} },
		} {
			t.Run(test.name, func(t *testing.T) {
				root := small(t)
				staged, release, err := make(root).Stage(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer release()
				file := filepath.Join(root, "a.txt")
				if err := test.change(file); err != nil {
					t.Fatal(err)
				}
				r, err := lab.Run(t.Context(), lab.Experiment{Name: "changed", Workload: staged, Models: models[:1], Trials: 1}, lab.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if got := r.Trials[0].Failures[0]; !strings.Contains(got, test.want) || !strings.Contains(got, file) {
					t.Errorf("failure is %q, want one with %q and %s", got, test.want, file)
				}
				if n := openFiles(t, root); n > 0 {
					t.Errorf("%d files are still open", n)
				}
			})
		}
	}
}

// A file without an end is given up when the unit is called off.
func TestCancelWithinFile(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, size, err := fileSum(ctx, "/dev/zero", false, func(sum uint64, at int64, piece []byte, _ bool) (uint64, int) {
		if at > pieceSize {
			cancel()
		}
		return sum, len(piece)
	})
	if !errors.Is(err, context.Canceled) || size != 0 {
		t.Errorf("error is %v after %d bytes, want %v", err, size, context.Canceled)
	}
}
