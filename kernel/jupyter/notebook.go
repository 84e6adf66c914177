package jupyter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"threadboost/kernel/setup"
)

// Notebooks are the absolute paths of the notebooks that args name, checked to be notebooks, or of all of notebooks/ in
// reading order.
func Notebooks(env setup.Env, args []string) ([]string, error) {
	if len(args) == 0 {
		return all(env)
	}
	paths := make([]string, len(args))
	base := map[string]string{}
	for i, arg := range args {
		path, err := filepath.Abs(arg)
		if err != nil {
			return nil, fmt.Errorf("notebook %s: %w", arg, err)
		}
		if err := check(arg); err != nil {
			return nil, err
		}
		if other, ok := base[filepath.Base(path)]; ok {
			return nil, fmt.Errorf("notebooks %s and %s have the same name, so one would overwrite the other's output: do them one by one, with -o", other, arg)
		}
		paths[i], base[filepath.Base(path)] = path, arg
	}
	return paths, nil
}

// all leaves out hidden files; checkpoints are in a folder of their own.
func all(env setup.Env) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(env.Notebooks(), "[^.]*.ipynb"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no notebook in %s: name one, as in: notebooks/00-start-here.ipynb", env.Notebooks())
	}
	for _, path := range paths {
		if err := check(path); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// check says in words why a file cannot be run or shown as a notebook.
func check(path string) error {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("notebook %s does not exist: give the path of an .ipynb file, such as notebooks/00-start-here.ipynb", path)
	case err != nil:
		return fmt.Errorf("notebook %s cannot be read: %w", path, err)
	case !strings.HasSuffix(path, ".ipynb"):
		return fmt.Errorf("%s is not a notebook: its name does not end in .ipynb", path)
	}
	if _, err := parse(text); err != nil {
		return fmt.Errorf("notebook %s: %w", path, err)
	}
	return nil
}

// document is a notebook's JSON, kept whole: what we do not know is written back as it was read.
type document = map[string]any

func parse(text []byte) (document, error) {
	var doc document
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("is not JSON, as a notebook is: %w (an older version may be in .ipynb_checkpoints beside it)", err)
	}
	if dec.More() {
		return nil, errors.New("has text after its end, so it is not a notebook: a merge may have gone wrong")
	}
	format, _ := doc["nbformat"].(json.Number)
	if _, ok := doc["cells"].([]any); !ok || format != "4" {
		return nil, fmt.Errorf("has no cells of notebook format 4, got format %q: open and save it in JupyterLab", format)
	}
	return doc, nil
}
