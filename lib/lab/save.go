package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Save writes the results as a new run and sets their ID. It writes to a folder aside, syncs it and renames it.
func (s *Store) Save(r *Results) error {
	id := r.ID
	if err := s.save(r); err != nil {
		r.ID = id
		return fmt.Errorf("lab: results of %q could not be saved in %s (they are still in memory): %w", r.Experiment, s.Dir, err)
	}
	return nil
}

func (s *Store) save(r *Results) error {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return err
	}
	s.sweep()
	aside, err := os.MkdirTemp(s.Dir, unfinished)
	if err != nil {
		return err
	}
	defer os.RemoveAll(aside) // no longer there after the rename
	lock, err := lockFolder(aside)
	if err != nil {
		return err
	}
	defer lock.Close()
	return s.publish(r, aside)
}

// publish writes the files and renames the folder to the first free name.
func (s *Store) publish(r *Results, aside string) error {
	base := r.Started.UTC().Format("20060102T150405Z") + "-" + slug(r.Experiment)
	for n := 1; ; n++ {
		r.ID = base
		if n > 1 {
			r.ID = fmt.Sprintf("%s-%d", base, n)
		}
		if _, err := os.Lstat(filepath.Join(s.Dir, r.ID)); err == nil {
			continue
		}
		if err := writeRun(r, aside); err != nil {
			return err
		}
		err := os.Rename(aside, filepath.Join(s.Dir, r.ID))
		if errors.Is(err, fs.ErrExist) {
			continue // somebody else took the name just now
		}
		return errors.Join(err, syncFolder(s.Dir))
	}
}

// sweep removes what a killed process left behind while it saved. A live one holds the lock of its folder; a young folder may not
// have its lock yet.
func (s *Store) sweep() {
	left, _ := filepath.Glob(filepath.Join(s.Dir, unfinished+"*"))
	for _, dir := range left {
		if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		if lock, err := lockFolder(dir); err == nil {
			os.RemoveAll(dir)
			lock.Close()
		}
	}
}

// lockFolder takes the lock of a folder until the file is closed, or returns an error at once when another process holds it.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// slug makes a folder's name of an experiment's: lower-case letters, digits and single dashes, at most 40.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		plain := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		switch {
		case plain:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == 40 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "run"
}
