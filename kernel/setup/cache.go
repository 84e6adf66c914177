package setup

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// lesson is what a first lesson imports. Each package that it names, and all under them, is compiled by the set-up.
const lesson = `package main

import (
	_ "threadboost/kernel/supervise/inside"
	_ "threadboost/lib/apiwork"
	_ "threadboost/lib/boost"
	_ "threadboost/lib/cpuwork"
	_ "threadboost/lib/filework"
	_ "threadboost/lib/leaks"
	_ "threadboost/lib/model"
	_ "threadboost/lib/procs"
	_ "threadboost/lib/sharedwork"
	_ "threadboost/lib/waitwork"
)

func main() {}
`

// cacheStep compiles a lesson's packages, so that its first cell takes what every cell takes. The go command drops from
// its cache what was not used for five days: the stamp holds for four.
func cacheStep(env Env, tool goTool) step {
	return step{
		name:   "build cache",
		stamp:  filepath.Join(env.Dir(), "cache.stamp"),
		maxAge: 4 * 24 * time.Hour,
		inputs: func() []string {
			sums := []string{text(filepath.Join(env.Root, "go.mod")), text(filepath.Join(env.Root, "go.sum"))}
			return append(append(sums, lesson, tool.Version, tool.Cache), environ(cellEnv(env, tool))...)
		},
		outputs: []string{tool.Cache},
		do:      func(ctx context.Context, s *session) error { return s.warm(ctx, tool) },
	}
}

// warm builds the lesson as a cell is built: in a module and workspace of its own, with a cell's flags. Unlike a cell it
// may use the network; it fetches all modules of the product, because a cell will not.
func (s *session) warm(ctx context.Context, tool goTool) error {
	dir := filepath.Join(s.env.scratch(), "lesson")
	if err := overwrite(filepath.Join(dir, "main.go"), lesson); err != nil {
		return err
	}
	vars := cellEnv(s.env, tool)
	vars["PATH"] += string(os.PathListSeparator) + os.Getenv("PATH")
	delete(vars, "GOPROXY")
	for _, c := range []command{
		{dir: s.env.Root, argv: []string{"mod", "download"}},
		{dir: dir, argv: []string{"mod", "init", "lesson"}},
		{dir: dir, argv: []string{"work", "init", s.env.Root, "."}},
		{dir: dir, argv: []string{"build", "-o", "lesson"}},
	} {
		c.argv = append([]string{tool.command()}, c.argv...)
		c.env = environ(vars)
		if err := s.run(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
