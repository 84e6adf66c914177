package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// python is an interpreter that was found on PATH and asked what it is.
type python struct {
	Executable string `json:"executable"`
	Version    [2]int `json:"version"`
	Venv       bool   `json:"venv"` // it can make a venv with pip in it
}

// probe runs on Python 2 as well, so that an old one is named instead of being taken for a broken one.
const probe = `import json, sys
try:
    import venv, ensurepip
    ok = True
except ImportError:
    ok = False
print(json.dumps({"executable": sys.executable, "version": sys.version_info[:2], "venv": ok}))`

// pythonNames are the names to look for: the user's choice first, then newest first.
var pythonNames = []string{"python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"}

// findPython returns the first Python on PATH that can make the venv: 3.10 or newer, with the venv module unless
// uv makes it.
func findPython(ctx context.Context, uv string) (python, error) {
	var unfit []python
	for _, name := range pythonNames {
		p, err := ask(ctx, name)
		if err != nil {
			continue
		}
		if p.recent() && (p.Venv || uv != "") {
			return p, nil
		}
		unfit = append(unfit, p)
	}
	return python{}, noPython(unfit)
}

func ask(ctx context.Context, name string) (p python, err error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return p, err
	}
	cmd := exec.CommandContext(ctx, path, "-c", probe)
	cmd.Env = withoutPython(os.Environ())
	text, err := cmd.Output()
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

func (p python) recent() bool { return p.Version[0] == 3 && p.Version[1] >= 10 }

func (p python) String() string {
	return fmt.Sprintf("Python %d.%d (%s)", p.Version[0], p.Version[1], p.Executable)
}

// noPython says what to install when none of the interpreters fits.
func noPython(unfit []python) error {
	var old []string
	for _, p := range unfit {
		if p.recent() {
			return fmt.Errorf("setup: %v has no venv module, which Debian and Ubuntu pack apart: apt install python3-venv", p)
		}
		old = append(old, p.String())
	}
	if len(old) > 0 {
		return fmt.Errorf("setup: %s is too old: install Python 3.10 or newer and see that python3 is on PATH", strings.Join(old, ", "))
	}
	return errors.New("setup: no Python on PATH: install Python 3.10 or newer (on Debian and Ubuntu: apt install python3-venv)")
}
