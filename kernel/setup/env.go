package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Folder is the name, in the repository's root, of everything that setup makes.
const Folder = ".threadboost"

// Env tells where things are. It is a value: having one says nothing about whether they exist; [Ensure] does.
type Env struct {
	Root string // the repository's root, absolute
}

// Dir is the folder of everything that setup makes.
func (e Env) Dir() string { return filepath.Join(e.Root, Folder) }

// Venv is the Python environment of JupyterLab.
func (e Env) Venv() string { return filepath.Join(e.Dir(), "venv") }

// Python is the interpreter of [Env.Venv].
func (e Env) Python() string { return filepath.Join(e.Venv(), "bin", "python") }

// Bin is the folder of gonb, goimports, gopls and [Env.Program].
func (e Env) Bin() string { return filepath.Join(e.Dir(), "bin") }

// Exporter is the folder, first on the venv's sys.path, of our HTML exporter.
func (e Env) Exporter() string { return filepath.Join(e.Venv(), "share", "threadboost", "exporter") }

// Notebooks is the folder that JupyterLab opens.
func (e Env) Notebooks() string { return filepath.Join(e.Root, "notebooks") }

// Results is where runs are stored.
func (e Env) Results() string { return filepath.Join(e.Root, "data", "results") }

// Program is the lab's own program, which the kernelspec starts for each notebook.
func (e Env) Program() string { return filepath.Join(e.Bin(), "threadboost") }

// History is where kernels keep what was run.
func (e Env) History() string { return filepath.Join(e.Dir(), "history") }

// Log is the full output of the last set-up that did something.
func (e Env) Log() string { return filepath.Join(e.Dir(), "setup.log") }

// sitePackages is the folder of the venv's packages, "" when there is none.
func (e Env) sitePackages() string {
	found, err := fs.Glob(os.DirFS(e.Venv()), "lib/python3*/site-packages") // not filepath.Glob: the repository's own path may hold a [
	if err != nil || len(found) == 0 {
		return ""
	}
	return filepath.Join(e.Venv(), found[0])
}

func (e Env) kernelspec() string {
	return filepath.Join(e.Venv(), "share", "jupyter", "kernels", "threadboost", "kernel.json")
}

// Environ is the environment for a program of the venv: base with the venv and our tools first on PATH, with Jupyter's
// own folders under [Env.Dir], so that the user's settings are neither read nor written, and without variables that make
// Python look elsewhere or keep it from caching bytecode.
func (e Env) Environ(base []string) []string {
	dirs := []string{filepath.Join(e.Venv(), "bin"), e.Bin()}
	jupyter := filepath.Join(e.Dir(), "jupyter")
	return append(withoutPython(base),
		"PATH="+strings.Join(append(dirs, lookup(base, "PATH")), string(os.PathListSeparator)),
		"VIRTUAL_ENV="+e.Venv(),
		"JUPYTER_CONFIG_DIR="+filepath.Join(jupyter, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(jupyter, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(jupyter, "runtime"),
		"JUPYTER_PREFER_ENV_PATH=1",
	)
}

// confusing are the variables of another Python or Jupyter than ours, and those that make pip install elsewhere.
var confusing = []string{
	"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__",
	"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON",
	"JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
}

func withoutPython(base []string) []string {
	return slices.DeleteFunc(slices.Clone(base), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return slices.Contains(confusing, name)
	})
}

// lookup is the value of a variable in base, the last one given as in os/exec.
func lookup(base []string, name string) (value string) {
	for _, kv := range base {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			value = v
		}
	}
	return value
}

var moduleLine = regexp.MustCompile(`(?m)^module threadboost\s*$`)

// FindRoot walks up from dir to the folder whose go.mod says "module threadboost".
func FindRoot(dir string) (string, error) {
	for d := dir; ; d = filepath.Dir(d) {
		text, err := os.ReadFile(filepath.Join(d, "go.mod"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("setup: cannot read go.mod: %w", err)
		}
		if moduleLine.Match(text) {
			return d, nil
		}
		if d == filepath.Dir(d) {
			return "", fmt.Errorf("setup: %s is not in the ThreadBoost repository (no go.mod here or above says \"module threadboost\"): change into the cloned folder", dir)
		}
	}
}
