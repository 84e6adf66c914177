package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os/exec"
	"path/filepath"
)

const leastGo = "go1.26"

// goTool is the go command that builds the cells, as go env tells it in the repository.
type goTool struct {
	Version string `json:"GOVERSION"`
	Root    string `json:"GOROOT"`
	Cache   string `json:"GOCACHE"`
}

func (g goTool) bin() string     { return filepath.Join(g.Root, "bin") }
func (g goTool) command() string { return filepath.Join(g.bin(), "go") }

// findGo asks the go command on PATH. go run puts its own there, so that it is missing only for a program that was built
// and is started by itself.
func findGo(ctx context.Context, root string) (tool goTool, err error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return tool, errors.New("setup: no go command on PATH: install Go 1.26 or newer (https://go.dev/doc/install) and open a new terminal")
	}
	cmd := exec.CommandContext(ctx, path, "env", "-json", "GOVERSION", "GOROOT", "GOCACHE")
	cmd.Dir = root
	text, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(text, &tool)
	}
	if err != nil {
		return tool, fmt.Errorf("setup: %s env does not work: %w%s", path, err, stderrOf(err))
	}
	if version.Compare(tool.Version, leastGo) < 0 {
		return tool, fmt.Errorf("setup: %s is %s, and %s or newer is needed: install it from https://go.dev/doc/install", path, tool.Version, leastGo)
	}
	return tool, nil
}

func stderrOf(err error) string {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return "\n" + quote(string(exit.Stderr))
	}
	return ""
}
