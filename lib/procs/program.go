package procs

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

const (
	programVariable = "THREADBOOST_PROGRAM" // names the installed program
	workerVariable  = "THREADBOOST_WORKER"  // set for a process that is to be a worker
	command         = "worker"              // its only argument
)

// installed is where the program is in a repository that was set up.
var installed = filepath.Join(".threadboost", "bin", "threadboost")

// ownWorker says that this program has called Serve: it can be its own worker.
var ownWorker atomic.Bool

// program returns the path of the program that workers run: this one if it calls Serve, else the installed one.
func program() (string, error) {
	if ownWorker.Load() {
		path, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("procs: this program, which is its own worker, does not find itself: %w", err)
		}
		return path, nil
	}
	if path := os.Getenv(programVariable); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("procs: %s names the workers' program: %w; build it with go run ./kernel setup", programVariable, err)
		}
		return path, nil
	}
	return findInstalled()
}

// findInstalled looks in the working directory and above.
func findInstalled() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("procs: %w", err)
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, installed)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("procs: the workers' program is not found: there is no %s in %s or above, and %s is not set; build it with go run ./kernel setup",
				installed, wd, programVariable)
		}
	}
}
