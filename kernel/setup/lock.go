package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// A lock is an flock(2) on a file. It is spelled out here because children inherit its descriptor: a program that
// outlives a killed set-up keeps the lock until it ends.
type lock struct{ file *os.File }

var errLocked = errors.New("locked by another process")

// tryLock takes the lock on path, how being syscall.LOCK_EX or LOCK_SH, or says errLocked.
func tryLock(path string, how int) (lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return lock{}, fmt.Errorf("setup: cannot open the lock: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if err == nil && !isAt(file, path) { // an uninstall removed it meanwhile
		err = syscall.EWOULDBLOCK
	}
	if err == nil {
		return lock{file}, nil
	}
	file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return lock{}, errLocked
	}
	return lock{}, fmt.Errorf("setup: cannot lock %s: %w", path, err)
}

func isAt(file *os.File, path string) bool {
	a, errA := file.Stat()
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// release gives the lock back, also when a child still has the descriptor.
func (l lock) release() {
	syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN)
	l.file.Close()
}

func (e Env) setupLock() string { return filepath.Join(e.Dir(), "lock") }
func (e Env) useLock() string   { return filepath.Join(e.Dir(), "in-use") }

// lockSetup waits until no other set-up runs here.
func lockSetup(ctx context.Context, env Env, out io.Writer) (lock, error) {
	for told := false; ; told = true {
		l, err := tryLock(env.setupLock(), syscall.LOCK_EX)
		if !errors.Is(err, errLocked) {
			return l, err
		}
		if !told {
			fmt.Fprintln(out, "another set-up is running in this folder: waiting for its end")
		}
		select {
		case <-ctx.Done():
			return lock{}, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Hold says that the environment is in use until release is called: no set-up makes the venv anew and no uninstall
// removes anything meanwhile. Tools and settings may become newer, each file in one step. Several may hold at once. The
// end of the process releases too.
func (e Env) Hold() (release func(), err error) {
	l, err := tryLock(e.useLock(), syscall.LOCK_SH)
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("setup: %s is just being replaced or removed: try again when that is done", e.Dir())
	}
	if err != nil {
		return nil, err
	}
	return l.release, nil
}

// own is the opposite of [Env.Hold]: nobody uses the environment until release is called.
func (e Env) own() (release func(), err error) {
	l, err := tryLock(e.useLock(), syscall.LOCK_EX)
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("setup: a lab or a run is using %s: end it first", e.Dir())
	}
	if err != nil {
		return nil, err
	}
	return l.release, nil
}
