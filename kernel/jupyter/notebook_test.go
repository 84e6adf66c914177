package jupyter

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadboost/kernel/setup"
)

func TestNotebooks(t *testing.T) {
	env := setup.Env{Root: t.TempDir()}
	t.Chdir(env.Root)
	for name, text := range map[string]string{
		"notebooks/10-late.ipynb": notebookOf(), "notebooks/02-early.ipynb": notebookOf(), "notebooks/.hidden.ipynb": "",
		"notebooks/.ipynb_checkpoints/02-early-checkpoint.ipynb": "", "notebooks/notes.md": "",
		"other/02-early.ipynb": notebookOf(), "broken.ipynb": `{"cells":`, "text.md": "# hello",
	} {
		path := filepath.Join(env.Root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		args []string
		want []string // below the root
		err  string
	}{
		{"all, in reading order", nil, []string{"notebooks/02-early.ipynb", "notebooks/10-late.ipynb"}, ""},
		{"one", []string{"other/02-early.ipynb"}, []string{"other/02-early.ipynb"}, ""},
		{"as they are named", []string{"notebooks/10-late.ipynb", "other/02-early.ipynb"}, []string{"notebooks/10-late.ipynb", "other/02-early.ipynb"}, ""},
		{"missing", []string{"nope.ipynb"}, nil, "notebook nope.ipynb does not exist"},
		{"a folder", []string{"notebooks"}, []string{"notebooks/02-early.ipynb", "notebooks/10-late.ipynb"}, ""},
		{"another file", []string{"text.md"}, nil, "text.md is not a notebook"},
		{"broken JSON", []string{"broken.ipynb"}, nil, "notebook broken.ipynb: is not JSON"},
		{"two of one name", []string{"notebooks/02-early.ipynb", "other/02-early.ipynb"}, nil, "have the same name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Notebooks(env, c.args)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("the error is %v, want one with %q", err, c.err)
				}
				return
			}
			for i := range got {
				got[i] = shown(env, got[i])
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
	if _, err := Notebooks(setup.Env{Root: t.TempDir()}, nil); err == nil || !strings.Contains(err.Error(), "no notebook in") {
		t.Errorf("without any notebook the error is %v, want one that says so", err)
	}
}
