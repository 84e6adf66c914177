package setup

import (
	"context"
	"os"
	"path/filepath"
)

var toolNames = []string{"gonb", "goimports", "gopls"}

// toolsStep builds the programs that a cell needs, from a module of their own: the product's go.mod stays small, and so
// does the workspace that gopls holds in memory.
func toolsStep(env Env, tool goTool) step {
	module := filepath.Join(env.Root, "kernel", "tools")
	outputs := make([]string, len(toolNames))
	for i, name := range toolNames {
		outputs[i] = filepath.Join(env.Bin(), name)
	}
	return step{
		name:    "Go tools (gonb, goimports, gopls)",
		stamp:   filepath.Join(env.Bin(), "tools.stamp"),
		outputs: outputs,
		inputs: func() []string {
			return []string{tool.Version, text(filepath.Join(module, "go.mod")), text(filepath.Join(module, "go.sum"))}
		},
		do: func(ctx context.Context, s *session) error { return s.buildTools(ctx, tool, module) },
	}
}

// buildTools builds beside Bin and renames each program over its older self: a lab that is running misses none for a
// moment, and a kernel that runs keeps the one that it was started from.
func (s *session) buildTools(ctx context.Context, tool goTool, module string) error {
	made := filepath.Join(s.env.scratch(), "bin")
	err := s.run(ctx, command{
		dir:  module,
		env:  []string{"GOWORK=off", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local"},
		argv: []string{tool.command(), "build", "-ldflags=-s", "-o", made + string(os.PathSeparator), "tool"},
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.env.Bin(), 0o777); err != nil {
		return err
	}
	for _, name := range toolNames {
		if err := os.Rename(filepath.Join(made, name), filepath.Join(s.env.Bin(), name)); err != nil {
			return err
		}
	}
	return nil
}

// text is a file's content as an input of a step; a file that cannot be read is an input too.
func text(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
