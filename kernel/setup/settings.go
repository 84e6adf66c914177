package setup

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
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

// settingsStep writes our files into the venv, each in one step, because a lab may be running from there.
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
	if err := copyInto(env.Venv(), calm); err != nil {
		return err
	}
	if err := copyInto(env.Exporter(), exporter); err != nil {
		return err
	}
	if err := removeOthers(env.Exporter(), exporter); err != nil {
		return err
	}
	packages := env.sitePackages()
	if packages == "" {
		return fmt.Errorf("setup: %s has no folder site-packages: remove %s and try again", env.Venv(), env.Venv())
	}
	return overwrite(filepath.Join(packages, "_threadboost.pth"), pth)
}

func copyInto(dir string, tree fs.FS) error {
	return fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(tree, path)
		if err != nil {
			return err
		}
		return overwrite(filepath.Join(dir, filepath.FromSlash(path)), string(text))
	})
}

// removeOthers removes from dir what tree does not have: what an older one left, and Python's caches of it.
func removeOthers(dir string, tree fs.FS) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, err := fs.Stat(tree, path); err == nil {
			return nil
		}
		if err := os.RemoveAll(filepath.Join(dir, filepath.FromSlash(path))); err != nil || !d.IsDir() {
			return err
		}
		return fs.SkipDir
	})
}

func overwrite(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return renameio.WriteFile(path, []byte(text), 0o666)
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
