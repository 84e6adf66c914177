package guard

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// Main is the guard itself. Its arguments are those that Start gave after [Command]; it returns the exit status, which
// is the program's.
func Main(args []string) int {
	if len(args) < 3 {
		fmt.Fprintln(os.Stderr, "guard: for internal use: it is started by lab and run")
		return 2
	}
	grace, err := time.ParseDuration(args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 2
	}
	defer os.RemoveAll(args[1])
	adoptOrphans()
	cmd := exec.Command(args[2], args[3:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	order := stopOrder()
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 127
	}
	return watch(cmd.Process.Pid, order, grace)
}

// stopOrder is closed when the life-line ends or somebody asks the guard to end. The signals are caught, not ignored:
// children would inherit that.
func stopOrder() <-chan struct{} {
	syscall.CloseOnExec(3)
	order := make(chan struct{})
	ended := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		os.NewFile(3, "life-line").Read(make([]byte, 1))
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

func watch(pid int, order <-chan struct{}, grace time.Duration) int {
	exited, none := make(chan int, 1), make(chan struct{})
	go reap(pid, exited, none)
	select {
	case status := <-exited:
		sweep(none)
		return status
	case <-order:
	}
	family := descendants(os.Getpid(), table()) // where orphans do not come to us, this is the last chance to know them
	syscall.Kill(pid, syscall.SIGTERM)
	select {
	case <-exited:
	case <-time.After(grace):
	}
	kill(family.in(table()))
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
			kill(descendants(os.Getpid(), table()))
		}
	}
}
