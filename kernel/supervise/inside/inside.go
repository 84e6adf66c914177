// Package inside is what the kernel adds to the program of each cell: it connects the program's output to the kernel itself.
//
// GoNB passes on what it reads from a pipe as JSON, in pieces that may end within a character, and standard output and standard error
// through goroutines of their own. Here both go straight to the kernel, which reads them in the order in which they arrive, to the last
// byte. The kernel puts a file that imports this package beside the main.go that GoNB generates; GoNB itself stays as it is.
//
// Importing it is its use: it acts before main, and only when the kernel's variable [Variable] is set. It costs a program some 60 us.
// A cell that calls procs.Serve starts copies of its program: they write to their parent.
package inside

import (
	"strconv"
	"syscall"
)

// Variable is the environment variable that names the kernel's folder of pipes.
const Variable = "THREADBOOST_OUTPUT"

// worker is the variable that package procs sets for its workers.
const worker = "THREADBOOST_WORKER"

// The files in that folder: named pipes for standard output and standard error, and a file in which the program that started last
// has left its process number. When that was is the file's time of change.
const (
	Stdout  = "stdout"
	Stderr  = "stderr"
	Started = "started"
)

func init() {
	folder, ok := syscall.Getenv(Variable)
	if _, works := syscall.Getenv(worker); works || !ok {
		return
	}
	connect(folder+"/"+Stdout, 1)
	connect(folder+"/"+Stderr, 2)
	sign(folder + "/" + Started)
}

// connect makes fd write to a pipe; where that fails the program keeps what it has. Standard input stays GoNB's, which writes the answers
// to gonbui.RequestInput to it.
func connect(path string, fd int) {
	pipe, err := syscall.Open(path, syscall.O_WRONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	duplicate(pipe, fd)
	syscall.Close(pipe)
}

func sign(path string) {
	file, err := syscall.Open(path, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return
	}
	syscall.Write(file, strconv.AppendInt(nil, int64(syscall.Getpid()), 10))
	syscall.Close(file)
}
