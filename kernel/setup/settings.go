package setup

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// calm are JupyterLab's settings, as they lie in the venv: no news, no updates, no other kernel, no pop-ups.
//
//go:embed etc
var calm embed.FS

// pth puts the exporter's folder first on sys.path. Only from there is its entry point found before nbconvert's own, and
// only a line that starts with import can put a folder first.
//
// It also hides rfc3987_syntax, an optional part of jsonschema for the formats of addresses, which no notebook's schema uses: its
// import takes 1.7 s at every start of JupyterLab, nbclient and nbconvert.
const pth = `import os, sys; sys.path.insert(0, os.path.join(sys.prefix, "share", "threadboost", "exporter")); sys.modules["rfc3987_syntax"] = None` + "\n"

// settingsStep writes our files into the venv.
func settingsStep(env Env, tool goTool, exporter fs.FS) step {
	spec := newKernelspec(env, tool).text()
	return step{
		name:    "JupyterLab settings",
		stamp:   filepath.Join(env.Venv(), "settings.stamp"),
		inputs:  func() []string { return append(contents(calm, exporter), pth, spec) },
		outputs: []string{env.kernelspec(), env.Exporter()},
		do:      func(context.Context, *session) error { return writeSettings(env, spec, exporter) },
	}
}

func writeSettings(env Env, spec string, exporter fs.FS) error {
	if err := overwrite(env.kernelspec(), spec); err != nil {
		return err
	}
	err := fs.WalkDir(calm, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, _ := fs.ReadFile(calm, path)
		return overwrite(filepath.Join(env.Venv(), filepath.FromSlash(path)), string(text))
	})
	if err != nil {
		return err
	}
	return installExporter(env, exporter)
}

// installExporter replaces the folder, so that no file of an older exporter stays.
func installExporter(env Env, exporter fs.FS) error {
	if err := os.RemoveAll(env.Exporter()); err != nil {
		return err
	}
	if err := os.CopyFS(env.Exporter(), exporter); err != nil {
		return err
	}
	packages, err := filepath.Glob(filepath.Join(env.Venv(), "lib", "python3*", "site-packages"))
	if err != nil || len(packages) != 1 {
		return fmt.Errorf("setup: %s has %d site-packages folders, want 1: remove %s and try again", env.Venv(), len(packages), env.Venv())
	}
	return overwrite(filepath.Join(packages[0], "_threadboost.pth"), pth)
}

func overwrite(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}

// contents lists names and texts of all files, as inputs of a step. The files are embedded, so that reading cannot fail.
func contents(trees ...fs.FS) (list []string) {
	for _, tree := range trees {
		fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(tree, path)
			list = append(list, path, string(text))
			return err
		})
	}
	return list
}
