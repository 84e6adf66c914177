package setup

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Ensure sets up what is missing under root and tells where it is. It prints to out only what it does, so nothing when
// all is there. The files of exporter are installed as they are into [Env.Exporter].
//
// When ctx ends, the programs that it runs are stopped and ctx's error is returned. Each error says what to do; the full
// output of a program that failed is in [Env.Log].
func Ensure(ctx context.Context, root string, exporter fs.FS, out io.Writer) (Env, error) {
	env := Env{Root: root}
	tool, err := findGo(ctx, root)
	if err != nil {
		return env, err
	}
	steps := plan(env, tool, exporter)
	if allFresh(steps) {
		return env, nil
	}
	return env, makeAll(ctx, env, steps, out)
}

// plan is everything that a set-up consists of, in the order in which the steps need each other.
func plan(env Env, tool goTool, exporter fs.FS) []step {
	return []step{
		packagesStep(env),
		toolsStep(env, tool),
		programStep(env, tool),
		settingsStep(env, tool, exporter),
		cacheStep(env, tool),
	}
}

// makeAll does the steps that are not fresh, alone: a second set-up waits, and then finds them done.
func makeAll(ctx context.Context, env Env, steps []step, out io.Writer) error {
	if err := os.MkdirAll(env.Dir(), 0o777); err != nil {
		return fmt.Errorf("setup: cannot make %s: %w", env.Dir(), err)
	}
	lock, err := lockSetup(ctx, env, out)
	if err != nil {
		return err
	}
	defer lock.release()
	s, err := newSession(env, lock)
	if err != nil {
		return err
	}
	defer s.close()
	for i, st := range steps {
		if st.fresh() {
			continue
		}
		title := fmt.Sprintf("[%d/%d] %s", i+1, len(steps), st.name)
		if err := show(out, title, func() error { return st.make(ctx, s) }); err != nil {
			return explain(ctx, env, st.name, err)
		}
	}
	return nil
}

// scratch is the folder for what is only needed while a set-up runs; a killed set-up leaves it to the next one.
func (e Env) scratch() string { return filepath.Join(e.Dir(), "tmp") }
