// Package guard runs a program so that nothing it started outlives us, whatever ends first and however.
//
// Between us and the program stands a small process, the guard: this executable, started again as its subcommand
// [Command]. It has a session of its own, so that a terminal's Ctrl-C reaches us alone and the end is ours to order. It
// holds one end of a pipe, the life-line, and we the other: when ours closes, by [Process.Stop] or because we were
// killed, the guard asks the program to end (SIGTERM), waits a grace, kills every descendant until none is left, and
// removes the program's folder, which it has made itself: at no moment is there a folder without somebody to remove it.
// On Linux the guard is a subreaper, so that daemons come back to it and are found too; should the guard itself be
// killed, we find what it leaves by a mark in the environment; and when both are, [Sweep] does, later. Elsewhere (macOS) only the descendants that are still
// connected by their parents are found.
//
// It costs one idle process of about 10 MB and 10 ms at the start. It is for programs that start others by themselves
// (a Jupyter server, its kernels, their compilers and cells); a plain child needs os/exec only.
package guard

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"threadboost/kernel/process"
)

// Command is the subcommand of this executable that must call [Main].
const Command = "guard"

// mark is the environment variable by which descendants are known; its value is the program's folder.
const mark = "THREADBOOST_GUARD"

// Program describes what to guard. Cmd is not started itself: its Path, Args, Env, Dir, Stdin, Stdout, Stderr and
// SysProcAttr.Credential are used; the three files must be *os.File or nil.
type Program struct {
	Cmd     *exec.Cmd
	Folder  string         // belongs to the program alone, from [NewFolder]; removed when all has ended
	Prepare func() error   // fills the folder before the program starts; nil for nothing
	Request syscall.Signal // to end; zero means SIGTERM
	Grace   time.Duration  // between the request to end and the kill
}

// Process is a guarded program that was started. Its owner calls Stop.
type Process struct {
	guard    *exec.Cmd
	lifeLine *os.File
	done     chan struct{}
	err      error
}

// Start makes the program's folder, lets Prepare fill it and starts the program, all under a guard.
func Start(p Program) (*Process, error) {
	process, ready, err := start(p)
	if err != nil {
		return nil, fmt.Errorf("guard: %w", err)
	}
	n, _ := ready.Read(make([]byte, 1))
	ready.Close()
	if n == 0 { // it has said why on its stderr
		process.Stop()
		return nil, fmt.Errorf("guard: no folder %s for %s: is there room, and may you write there? TMPDIR names another place", p.Folder, filepath.Base(p.Cmd.Path))
	}
	if p.Prepare != nil {
		err = p.Prepare()
	}
	if err == nil {
		_, err = process.lifeLine.Write([]byte{1})
	}
	if err != nil {
		process.Stop()
		return nil, err
	}
	return process, nil
}

// start starts the guard and returns the pipe by which it says that the folder is there.
func start(p Program) (process *Process, ready *os.File, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("this program's own file is not found: %w", err)
	}
	orders, lifeLine, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer orders.Close()
	ready, told, err := os.Pipe()
	if err != nil {
		lifeLine.Close()
		return nil, nil, err
	}
	defer told.Close()
	cmd := exec.Command(self, append([]string{Command, p.orders(), p.Folder, p.Cmd.Path}, p.Cmd.Args[1:]...)...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(p.Cmd.Environ(), mark+"="+p.Folder)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.Cmd.Dir, p.Cmd.Stdin, p.Cmd.Stdout, p.Cmd.Stderr
	cmd.ExtraFiles = []*os.File{orders, told}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		lifeLine.Close()
		ready.Close()
		return nil, nil, err
	}
	process = &Process{guard: cmd, lifeLine: lifeLine, done: make(chan struct{})}
	go process.await(p.Folder)
	return process, ready, nil
}

func (p *Process) await(folder string) {
	defer close(p.done)
	p.err = p.guard.Wait()
	var exit *exec.ExitError
	if errors.As(p.err, &exit) && !exit.Exited() {
		process.KillMarked(mark + "=" + folder)
		os.RemoveAll(folder)
	}
}

// PID is the number of the guard, from which all that the program starts descends.
func (p *Process) PID() int { return p.guard.Process.Pid }

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

// base is where the folders are.
func base() string {
	base := os.TempDir()
	if len(base) > longest {
		base = "/tmp"
	}
	if real, err := filepath.EvalSymlinks(base); err == nil {
		return real
	}
	return base // it will be missed when the folder is made
}

// NewFolder returns the path of a new folder for a program, to be its TMPDIR too. [Start] makes it, private to this user.
func NewFolder() string {
	return filepath.Join(base(), prefix+strings.ToLower(rand.Text()[:10]))
}
