package setup

import (
	"context"
	"debug/buildinfo"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// programStep builds the lab's own program from this repository: what the kernelspec starts, and what runs the workers of a process
// pool.
func programStep(env Env, tool goTool) step {
	return step{
		name:    "lab's program",
		stamp:   filepath.Join(env.Bin(), "program.stamp"),
		outputs: []string{env.Program()},
		inputs:  func() []string { return append(sources(env.Root), tool.Version) },
		do:      func(ctx context.Context, s *session) error { return s.buildProgram(ctx, tool) },
	}
}

// buildProgram builds elsewhere and renames, as buildTools does.
func (s *session) buildProgram(ctx context.Context, tool goTool) error {
	made := filepath.Join(s.env.scratch(), "threadboost")
	err := s.run(ctx, command{
		dir:  s.env.Root,
		env:  []string{"GOWORK=off", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local"},
		argv: []string{tool.command(), "build", "-ldflags=-s", "-buildvcs=false", "-o", made, "./kernel"},
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.env.Bin(), 0o777); err != nil {
		return err
	}
	return os.Rename(made, s.env.Program())
}

// sources lists the names and texts of what the program is built from. A file that cannot be read is an input too.
func sources(root string) (list []string) {
	for _, name := range []string{"go.mod", "go.sum"} {
		list = append(list, text(filepath.Join(root, name)))
	}
	for _, dir := range []string{"kernel", "lib"} {
		fs.WalkDir(os.DirFS(filepath.Join(root, dir)), ".", func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				list = append(list, err.Error())
			case d.IsDir() && slices.Contains([]string{"testdata", "__pycache__", "tools"}, d.Name()):
				return fs.SkipDir
			case !d.IsDir() && !strings.HasSuffix(path, "_test.go"):
				list = append(list, path, text(filepath.Join(root, dir, path)))
			}
			return nil
		})
	}
	return list
}

// GoNBVersion is the version of the GoNB that was set up, "" when there is none.
func (e Env) GoNBVersion() string {
	info, err := buildinfo.ReadFile(filepath.Join(e.Bin(), "gonb"))
	if err != nil {
		return ""
	}
	return info.Main.Version
}
