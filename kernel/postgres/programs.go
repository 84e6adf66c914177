package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoPrograms says that the system has no server programs.
var ErrNoPrograms = errors.New("no server programs of PostgreSQL (postgres, initdb) on PATH or in " + strings.Join(places, ", "))

// places are where packages put the server programs, which they keep away from PATH: Debian's, Fedora's and PGDG's, Homebrew's, Postgres.app.
var places = []string{
	"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin",
}

// programs are the server programs of one version.
type programs struct {
	dir     string
	version string // "15.10"
}

func (p programs) path(name string) string { return filepath.Join(p.dir, name) }
func (p programs) major() int {
	major, _, _ := strings.Cut(p.version, ".")
	n, _ := strconv.Atoi(major)
	return n
}

// oldest is the version from which on a server says in its file that it is ready, and knows scram: older ones are left alone.
const oldest = 10

// findPrograms returns the system's newest server programs, or those of the version that made the data, or else downloads some.
func findPrograms(ctx context.Context, c Config, made string) (programs, error) {
	found := installed(ctx, filepath.Join(c.Download, programFolder, "bin"))
	if made != "" {
		return ofVersion(found, made, c)
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b programs) int { return cmp.Compare(a.major(), b.major()) }), nil
	}
	if c.Download == "" {
		return programs{}, ErrNoPrograms
	}
	return download(ctx, c.Download, c.Out)
}

// ofVersion picks the programs that can read data which is there: those of its own major version.
func ofVersion(found []programs, made string, c Config) (programs, error) {
	var have []string
	for _, p := range found {
		if strconv.Itoa(p.major()) == made {
			return p, nil
		}
		have = append(have, p.version)
	}
	return programs{}, fmt.Errorf("the data in %s was made by PostgreSQL %s, and there are programs of %s: install that version, or move the folder away to begin anew",
		c.Dir, made, cmp.Or(strings.Join(have, ", "), "none"))
}

// Installed reports whether the system has server programs.
func Installed(ctx context.Context) bool { return len(installed(ctx, "")) > 0 }

// installed are the server programs that are there, each version once.
func installed(ctx context.Context, downloaded string) (list []programs) {
	dirs := []string{downloaded}
	for _, place := range places {
		matches, _ := filepath.Glob(place)
		dirs = append(dirs, matches...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil { // initdb lies beside the real one
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	for _, dir := range dirs {
		if p, err := examine(ctx, dir); err == nil && p.major() >= oldest {
			list = append(list, p)
		}
	}
	return list
}

// examine asks the programs of a folder for their version.
func examine(ctx context.Context, dir string) (programs, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return programs{}, err
	}
	said, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output() // postgres (PostgreSQL) 15.10 (Debian ...)
	fields := strings.Fields(string(said))
	if err != nil || len(fields) < 3 {
		return programs{}, fmt.Errorf("%s does not tell its version (%q): %w", dir, said, cmp.Or(err, errors.New("it says something else")))
	}
	return programs{dir, fields[2]}, nil
}
