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

// own is the roster that this program has given to Serve: of these workloads it is its own worker.
var own atomic.Pointer[Roster]

// program returns the path of the program that workers of a workload run: this one if it has the workload in its roster, else the
// installed one.
func program(workload string) (path string, err error) {
	var roster Roster
	if given := own.Load(); given != nil {
		roster = *given
	}
	if _, known := roster[workload]; known {
		if path, err = os.Executable(); err != nil {
			err = fmt.Errorf("procs: this program, which is its own worker, does not find itself: %w", err)
		}
		return path, err
	}
	path, err = installedProgram()
	switch {
	case err != nil && roster != nil:
		return "", fmt.Errorf("procs: workload %q is not in the roster of this program (which has %s), and another cannot be asked: %w", workload, roster.names(), err)
	case err != nil:
		return "", fmt.Errorf("procs: %w", err)
	}
	return path, nil
}

// installedProgram returns the path of the program that is there for the workloads of the lab.
func installedProgram() (string, error) {
	if path := os.Getenv(programVariable); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%s names the workers' program: %w; build it with go run ./kernel setup", programVariable, err)
		}
		return path, nil
	}
	return findInstalled()
}

// findInstalled looks in the working directory and above.
func findInstalled() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, installed)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("the workers' program is not found: there is no %s in %s or above, and %s is not set; build it with go run ./kernel setup",
				installed, wd, programVariable)
		}
	}
}
