// Package guard runs a program so that nothing it started outlives us, whatever ends first and however.
//
// Between us and the program stands a small process, the guard: this executable, started again as its subcommand
// [Command]. It has a session of its own, so that a terminal's Ctrl-C reaches us alone and the end is ours to order. It
// holds one end of a pipe, the life-line, and we the other: when ours closes, by [Process.Stop] or because we were
// killed, the guard asks the program to end (SIGTERM), waits a grace, kills every descendant until none is left, and
// removes the program's folder. On Linux the guard is a subreaper, so that daemons come back to it and are found too;
// should the guard itself be killed, we find what it leaves by a mark in the environment. Elsewhere (macOS) only the
// descendants that are still connected by their parents are found.
//
// It costs one idle process of about 10 MB and 10 ms at the start. It is for programs that start others by themselves
// (a Jupyter server, its kernels, their compilers and cells); a plain child needs os/exec only.
package guard

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Command is the subcommand of this executable that must call [Main].
const Command = "guard"

// mark is the environment variable by which descendants are known; its value is the program's folder.
const mark = "THREADBOOST_GUARD"

// Program describes what to guard. Cmd is not started itself: its Path, Args, Env, Dir, Stdout and Stderr are used.
type Program struct {
	Cmd    *exec.Cmd
	Folder string        // belongs to the program alone; removed when all has ended
	Grace  time.Duration // between the request to end and the kill
}

// Process is a guarded program that was started. Its owner calls Stop.
type Process struct {
	guard    *exec.Cmd
	lifeLine *os.File
	done     chan struct{}
	err      error
}

// Start starts the program under a guard.
func Start(p Program) (*Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("guard: this program's own file is not found: %w", err)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("guard: %w", err)
	}
	defer theirs.Close()
	cmd := exec.Command(self, append([]string{Command, p.Grace.String(), p.Folder, p.Cmd.Path}, p.Cmd.Args[1:]...)...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(p.Cmd.Environ(), mark+"="+p.Folder)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.Cmd.Dir, p.Cmd.Stdout, p.Cmd.Stderr
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, fmt.Errorf("guard: %w", err)
	}
	process := &Process{guard: cmd, lifeLine: ours, done: make(chan struct{})}
	go process.await(p.Folder)
	return process, nil
}

func (p *Process) await(folder string) {
	defer close(p.done)
	p.err = p.guard.Wait()
	var exit *exec.ExitError
	if errors.As(p.err, &exit) && !exit.Exited() {
		killMarked(mark + "=" + folder)
		os.RemoveAll(folder)
	}
}

// Done is closed when the program and all that it started have ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the program ended, once Done is closed: nil for status 0.
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// Stop ends the program and all that it started, and returns when nothing is left. It may be called again.
func (p *Process) Stop() {
	p.lifeLine.Close()
	<-p.done
}

// longest is the length of a temporary folder's path that leaves room for a socket in it: macOS allows 104 bytes in all,
// and its own TMPDIR takes half of them.
const longest = 40

// TempFolder makes a new private folder for a program, to be its TMPDIR too.
func TempFolder() (string, error) {
	base := os.TempDir()
	if len(base) > longest {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "threadboost-")
	if err != nil {
		return "", fmt.Errorf("guard: no temporary folder: %w (set TMPDIR to a folder with room)", err)
	}
	return filepath.EvalSymlinks(dir)
}
