// Package corpus finds real files to work on: the Go source tree of the machine, which every machine that can build a cell has, and
// whichever files of one kind lie below a folder.
//
// It owns where they are, and leaves what is done with them to the workloads. Cost: 60 ms on two cores to ask the go command where the
// tree is and to list its 7,700 files (BenchmarkFiles).
package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Source returns the folder with the source of Go's standard library and tools, GOROOT/src. runtime.GOROOT does not know it for a
// program that was built with -trimpath or on another machine; the go command on PATH does.
func Source(ctx context.Context) (dir string, err error) {
	cmd := exec.CommandContext(ctx, "go", "env", "GOROOT")
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local") // it fetches no other
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("corpus: the Go source tree is not found: go env GOROOT: %w: put the go command on PATH, or name another folder of files", err)
	}
	src := filepath.Join(strings.TrimSpace(string(out)), "src")
	dir, err = filepath.EvalSymlinks(src) // Debian keeps it in another place
	if err != nil {
		return "", fmt.Errorf("corpus: Go is here without its source: %w: install it (golang-src in Debian), or name another folder of files", err)
	}
	return dir, nil
}

// A File is a regular file that holds something.
type File struct {
	Path string
	Size int64 // in bytes, at least 1
}

// Files returns the files below root, a folder or a link to one, whose names end in suffix, in the order of their paths; at most limit
// of them, or all when it is 0. Links below root and empty files are left out. It ends early with ctx.Err() when ctx ends, and with an
// error when there is no such file.
func Files(ctx context.Context, root, suffix string, limit int) (files []File, err error) {
	dir, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, fmt.Errorf("corpus: %w: name a folder that is there", err)
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil || !entry.Type().IsRegular() || !strings.HasSuffix(path, suffix) {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, os.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err == nil && info.Size() > 0 {
			files = append(files, File{path, info.Size()})
		}
		if limit > 0 && len(files) == limit {
			return fs.SkipAll
		}
		return err
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("corpus: %w", err)
	case len(files) == 0:
		return nil, fmt.Errorf("corpus: no file below %s ends in %q and holds something: name another folder or ending", root, suffix)
	}
	return files, nil
}
