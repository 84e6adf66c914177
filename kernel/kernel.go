package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"threadboost/kernel/setup"
	"threadboost/kernel/supervise"
)

// newKernelCommand is what Jupyter starts for each notebook, by the kernelspec that setup writes.
func newKernelCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "kernel CONNECTION_FILE",
		Short: "Run a notebook's kernel; Jupyter does that",
		Long: `Runs the kernel of one notebook. Jupyter starts it, by the kernelspec that setup writes, and gives it the file that says
where to listen. It ends when Jupyter asks it to, or ends itself.

The environment variable ` + supervise.LimitsVariable + ` limits each cell, for classes: memory=2GiB time=5m.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			env, err := kernelEnv()
			if err != nil {
				return err
			}
			limits, err := supervise.ParseLimits(os.Getenv(supervise.LimitsVariable))
			if err != nil {
				return err
			}
			file, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			// SIGINT interrupts a cell, and ends no kernel.
			ctx, stop := signal.NotifyContext(context.WithoutCancel(cmd.Context()), syscall.SIGTERM, syscall.SIGHUP)
			defer stop()
			return supervise.Run(ctx, supervise.Config{
				ConnectionFile: file, Root: env.Root, GoNB: filepath.Join(env.Bin(), "gonb"), Gopls: filepath.Join(env.Bin(), "gopls"),
				Version: version(), GoNBVersion: env.GoNBVersion(), Folder: env.History(), Limits: limits, Log: os.Stderr,
			})
		},
	}
}

// kernelEnv is the environment of the repository whose set-up this program belongs to, or, with go run, which the working
// directory is in.
func kernelEnv() (setup.Env, error) {
	self, err := os.Executable()
	if err != nil {
		return setup.Env{}, fmt.Errorf("kernel: this program's own file is not found: %w", err)
	}
	if root, err := setup.FindRoot(filepath.Dir(self)); err == nil {
		return setup.Env{Root: root}, nil
	}
	return repository()
}
