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

// Notebooks are the absolute paths of the notebooks that args name, or that are in the folders that args name, or of all of
// notebooks/; those of a folder in reading order. One that is named is checked to be a notebook; one in a folder that is none shows
// when it is run or exported, so that it does not keep the others from it.
func Notebooks(env setup.Env, args []string) ([]string, error) {
	if len(args) == 0 {
		return inFolder(env.Notebooks())
	}
	var paths []string
	base := map[string]string{}
	for _, arg := range args {
		found, err := named(arg)
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			if other, ok := base[filepath.Base(path)]; ok {
				return nil, fmt.Errorf("notebooks %s and %s have the same name, so one would overwrite the other's output: do them one by one, with -o", other, arg)
			}
			paths, base[filepath.Base(path)] = append(paths, path), arg
		}
	}
	return paths, nil
}

// named are the notebooks that an argument names, as absolute paths.
func named(arg string) ([]string, error) {
	path, err := filepath.Abs(arg)
	if err != nil {
		return nil, fmt.Errorf("notebook %s: %w", arg, err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("notebook %s does not exist: give the path of an .ipynb file, such as notebooks/00-start-here.ipynb", arg)
	case err != nil:
		return nil, fmt.Errorf("notebook %s cannot be read: %w", arg, err)
	case info.IsDir():
		return inFolder(path)
	case !strings.HasSuffix(path, ".ipynb"):
		return nil, fmt.Errorf("%s is not a notebook: its name does not end in .ipynb", arg)
	}
	text, err := os.ReadFile(path)
	if err == nil {
		_, err = parse(text)
	}
	if err != nil {
		return nil, fmt.Errorf("notebook %s: %w", arg, err)
	}
	return []string{path}, nil
}

// inFolder leaves out hidden files; checkpoints are in a folder of their own.
func inFolder(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "[^.]*.ipynb"))
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("no notebook in %s: name one, as in: notebooks/00-start-here.ipynb", dir)
	}
	return paths, err
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
