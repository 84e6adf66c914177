package setup

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// DisplayName is what JupyterLab calls the kernel.
const DisplayName = "Go (ThreadBoost)"

// kernelspec is kernel.json as jupyter_client defines it.
type kernelspec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
	Metadata      map[string]any    `json:"metadata"`
}

// newKernelspec describes the kernel. GoNB wants its interrupts as messages, and its workspace from the first cell on. Its errors
// as HTML lack their text in every client but a browser: it gives plain ones.
func newKernelspec(env Env, tool goTool) kernelspec {
	spec := kernelspec{
		Argv: []string{
			filepath.Join(env.Bin(), "gonb"), "-kernel", "{connection_file}", "-go_work=" + env.Root, "-raw_error",
		},
		DisplayName:   DisplayName,
		Language:      "go",
		InterruptMode: "message",
		Env:           map[string]string{},
		Metadata:      map[string]any{"debugger": false},
	}
	for name, value := range cellEnv(env, tool) {
		spec.Env[name] = strings.ReplaceAll(value, "$", "$$")
	}
	spec.Env["PATH"] += string(os.PathListSeparator) + "${PATH}"
	return spec
}

// cellEnv is what a cell's programs have in their environment; PATH goes before the one that is there.
func cellEnv(env Env, tool goTool) map[string]string {
	return map[string]string{
		"PATH":                env.Bin() + string(os.PathListSeparator) + tool.bin(),
		"GOFLAGS":             "-ldflags=-s -tags=minimal", // a smaller link; no pdf, eps and tex in gonum/plot
		"GOPROXY":             "off",
		"GOTOOLCHAIN":         "local",
		"GOWORK":              "auto",
		"GO111MODULE":         "on",
		"THREADBOOST_RESULTS": env.Results(),
	}
}

// environ lists variables as os/exec wants them, in a fixed order.
func environ(vars map[string]string) []string {
	list := make([]string, 0, len(vars))
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		list = append(list, name+"="+vars[name])
	}
	return list
}

func (k kernelspec) text() string {
	b, err := json.MarshalIndent(k, "", " ")
	if err != nil {
		panic(err) // strings and booleans only
	}
	return string(b) + "\n"
}
