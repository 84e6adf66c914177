package main

import (
	"os"

	"github.com/spf13/cobra"

	"threadboost/kernel/worker"
)

// newWorkerCommand is not for users: procs.Processes starts this program as its workers.
func newWorkerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker",
		Hidden: true,
		Args:   cobra.NoArgs,
		Run:    func(cmd *cobra.Command, _ []string) { os.Exit(worker.Main(cmd.ErrOrStderr())) },
	}
}
