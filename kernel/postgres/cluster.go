package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"threadboost/kernel/guard"
	"time"

	"golang.org/x/sys/unix"
)

// cluster is a folder with the data of a server, which PostgreSQL calls a cluster, and the password that goes with it.
type cluster struct {
	Dir string
	account
	temporary bool // nobody minds what a crash of the machine leaves of it
}

func (c cluster) data() string     { return filepath.Join(c.Dir, "data") }
func (c cluster) password() string { return filepath.Join(c.Dir, "password") }

// version is the major version that made the data, "" when there is none.
func (c cluster) version() string {
	text, _ := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	return strings.TrimSpace(string(text))
}

// claim makes the folder and keeps other starts away from it until unlock is called or we end.
func (c cluster) claim(ctx context.Context, unlock *func()) error {
	if err := os.MkdirAll(c.Dir, 0o777); err != nil {
		return err
	}
	if owner, ok := c.owns(c.data()); !ok {
		return fmt.Errorf("%s belongs to %s: start the server as that user", c.data(), owner)
	}
	lock, err := os.OpenFile(filepath.Join(c.Dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	*unlock = func() { lock.Close() }
	err = unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return fmt.Errorf("a server is running already with the data in %s: use that one, or end it first with Ctrl-C in its terminal", c.Dir)
	}
	if err != nil {
		return fmt.Errorf("cannot lock %s: %w", lock.Name(), err)
	}
	return c.clear(ctx)
}

// clear waits for the end of a server whose owner was killed, and removes what one that was itself killed has left.
func (c cluster) clear(ctx context.Context) error {
	for deadline := time.Now().Add(grace + 5*time.Second); c.postmaster().alive(); {
		if time.Now().After(deadline) {
			return fmt.Errorf("process %d is a server that was started otherwise with the data in %s: end it first, with kill -INT %[1]d", c.postmaster().pid, c.data())
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := os.Remove(c.pidFile()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// prepare makes the data when there is none.
func (c cluster) prepare(ctx context.Context, programs programs, out io.Writer) error {
	mode := fs.FileMode(0o700)
	if c.credential != nil { // who must get through to the data, which is closed again
		mode = 0o711
	}
	if err := os.Chmod(c.Dir, mode); err != nil {
		return err
	}
	if err := c.reaches(c.Dir); err != nil {
		return err
	}
	if c.version() != "" {
		return nil
	}
	fmt.Fprintf(out, "making the data of PostgreSQL %s in %s\n", programs.version, c.data())
	return c.initialise(ctx, programs)
}

// initialise makes the data beside its place and moves it there when it is whole, so that an interrupted start leaves no half of it.
func (c cluster) initialise(ctx context.Context, programs programs) error {
	unfinished := filepath.Join(c.Dir, "data.new")
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := os.Mkdir(unfinished, 0o700); err != nil {
		return err
	}
	if err := c.give(unfinished); err != nil {
		return err
	}
	if err := c.writePassword(); err != nil {
		return err
	}
	args := []string{"-D", unfinished, "--username=" + superuser, "--pwfile=" + c.password(), "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"}
	if c.temporary {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, programs.path("initdb"), args...)
	cmd.Dir, cmd.Env = "/", environ()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.credential}
	if said, err := cmd.CombinedOutput(); err != nil {
		os.RemoveAll(unfinished)
		return fmt.Errorf("initdb could not make the data in %s (%w):\n%s", c.data(), err, guard.LastLines(string(said), shownLines))
	}
	return os.Rename(unfinished, c.data())
}

// writePassword makes a password, in a file that initdb can read, too.
func (c cluster) writePassword() error {
	if err := os.Remove(c.password()); err != nil && !errors.Is(err, fs.ErrNotExist) { // it may be another's, with another mode
		return err
	}
	if err := os.WriteFile(c.password(), []byte(rand.Text()), 0o600); err != nil {
		return err
	}
	return c.give(c.password())
}
