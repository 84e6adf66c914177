package filework

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"threadboost/lib/internal/corpus"
)

const (
	maxFiles = 50_000    // in a corpus: another process is sent their names
	maxFound = 1_000_000 // that are chosen from: somebody meant another folder
)

// folderOf returns the folder whose files a corpus has: its own, or that of Go's sources.
func (c Corpus) folderOf(ctx context.Context) (string, error) {
	if c.Root == "" {
		return corpus.Source(ctx)
	}
	root, err := filepath.Abs(c.Root) // another process works elsewhere
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return "", fmt.Errorf("folder %w: set Root to a folder that is there", err)
	}
	return root, nil
}

// find returns the names, below a root, of the files of the corpus.
func (c Corpus) find(ctx context.Context, root string) ([]string, error) {
	var found []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case name != "." && strings.HasPrefix(entry.Name(), "."): // hidden
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || !c.matches(entry.Name()):
			return nil
		case len(found) == maxFound:
			return fmt.Errorf("there are more than %d files: set Root to a folder further down, or Match", maxFound)
		}
		found = append(found, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", root, err)
	}
	return c.choose(found, root)
}

func (c Corpus) matches(name string) bool {
	matched, _ := path.Match(c.Match, name) // check has tried the pattern
	return matched || c.Match == ""
}

// choose takes so many of the files as are asked for, evenly.
func (c Corpus) choose(found []string, root string) ([]string, error) {
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("folder %s has no %s: set Root or Match to what is there", root, c.kind())
	case c.Files > len(found):
		return nil, fmt.Errorf("folder %s has %d %s, it asks for %d: set Files to fewer, or to 0 for all", root, len(found), c.kind(), c.Files)
	case c.Files == 0 && len(found) > maxFiles:
		return nil, fmt.Errorf("folder %s has %d %s: set Files to at most %d", root, len(found), c.kind(), maxFiles)
	case c.Files == 0:
		return found, nil
	}
	chosen := make([]string, c.Files)
	for i := range chosen {
		chosen[i] = found[i*len(found)/c.Files]
	}
	return chosen, nil
}
