package setup

import (
	"encoding/json"
	"maps"
	"os"
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

// newKernelspec describes the kernel. It takes its interrupts as messages, which reach it wherever it runs, and as SIGINT too.
func newKernelspec(env Env, tool goTool) kernelspec {
	spec := kernelspec{
		Argv:          []string{env.Program(), "kernel", "{connection_file}"},
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
		"GOFLAGS":             "-ldflags=-s -tags=minimal,inband", // a smaller link; no pdf, eps and tex in gonum/plot; see package show
		"GOPROXY":             "off",
		"GOTOOLCHAIN":         "local",
		"GOWORK":              "auto",
		"GO111MODULE":         "on",
		"THREADBOOST_RESULTS": env.Results(),
		"THREADBOOST_PROGRAM": env.Program(),
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
