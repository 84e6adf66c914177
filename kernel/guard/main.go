package guard

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"threadboost/kernel/process"
)

// Main is the guard itself. Its arguments are those that Start gave after [Command]; it returns the exit status, which
// is the program's.
func Main(args []string) int {
	if len(args) < 3 {
		fmt.Fprintln(os.Stderr, "guard: for internal use: it is started by lab, run and kernel")
		return 2
	}
	var o orders
	err := json.Unmarshal([]byte(args[0]), &o)
	if err == nil {
		err = os.Mkdir(args[1], 0o700)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 2
	}
	defer os.RemoveAll(args[1])
	defer hold(args[1]).Close()
	signals := make(chan os.Signal, 1) // caught, not ignored: children would inherit that
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	lifeLine := inherited(lifeLineFD)
	if !prepared(lifeLine) {
		return 0
	}
	process.AdoptOrphans()
	cmd := exec.Command(args[2], args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.User}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 127
	}
	return watch(cmd.Process.Pid, stopOrder(lifeLine, signals), o)
}

// The guard inherits its end of two pipes: what is read from the first one orders it, and the second one tells that the folder is there.
const lifeLineFD, readyFD = 3, 4

func inherited(fd int) *os.File {
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "pipe")
}

// prepared says that the folder is there, and reports whether the program may start: not if our owner has ended before.
func prepared(lifeLine *os.File) bool {
	ready := inherited(readyFD)
	_, err := ready.Write([]byte{1})
	ready.Close()
	if err != nil {
		return false
	}
	n, _ := lifeLine.Read(make([]byte, 1))
	return n == 1
}

// stopOrder is closed when the life-line ends or somebody asks the guard to end.
func stopOrder(lifeLine *os.File, signals <-chan os.Signal) <-chan struct{} {
	order := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		lifeLine.Read(make([]byte, 1))
		close(ended)
	}()
	go func() {
		select {
		case <-ended:
		case <-signals:
		}
		close(order)
	}()
	return order
}

func watch(pid int, order <-chan struct{}, o orders) int {
	exited, none := make(chan int, 1), make(chan struct{})
	go reap(pid, exited, none)
	select {
	case status := <-exited:
		sweep(none)
		return status
	case <-order:
	}
	family := process.Descendants(os.Getpid(), process.All()) // where orphans do not come to us, this is the last chance to know them
	syscall.Kill(pid, o.Request)
	select {
	case <-exited:
	case <-time.After(o.Grace):
	}
	family.In(process.All()).Kill()
	sweep(none)
	return 128 + int(syscall.SIGTERM)
}

// reap waits for every child: our program, whose exit status it sends, and on Linux each orphan of it. It closes none
// when no child is left.
func reap(pid int, exited chan<- int, none chan<- struct{}) {
	for {
		var status syscall.WaitStatus
		got, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			close(none)
			return
		case got == pid && status.Signaled():
			exited <- 128 + int(status.Signal())
		case got == pid:
			exited <- status.ExitStatus()
		}
	}
}

// sweep kills descendants until none is left: those forked while it looked are found by the next look.
func sweep(none <-chan struct{}) {
	for {
		select {
		case <-none:
			return
		case <-time.After(5 * time.Millisecond):
			process.Descendants(os.Getpid(), process.All()).Kill()
		}
	}
}
