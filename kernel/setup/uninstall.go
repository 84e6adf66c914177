package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Uninstall removes [Env.Dir] and nothing else: no results, no notebooks, not the go command's caches. While a lab, a run
// or a set-up uses it, it is an error.
func Uninstall(env Env) error {
	if _, err := os.Stat(env.Dir()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lock, err := tryLock(env.setupLock(), syscall.LOCK_EX)
	if errors.Is(err, errLocked) {
		return fmt.Errorf("setup: a set-up is running in %s: end it first", env.Dir())
	}
	if err != nil {
		return err
	}
	defer lock.release()
	release, err := env.own()
	if err != nil {
		return err
	}
	defer release()
	if err := os.RemoveAll(env.Dir()); err != nil {
		return fmt.Errorf("setup: not all could be removed: %w", err)
	}
	return nil
}

// Size is the number of bytes of the files in [Env.Dir], 0 when there is none.
func Size(env Env) (bytes int64) {
	filepath.WalkDir(env.Dir(), func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}
