package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
	"threadboost/kernel/setup"
)

// runFlags are those of run.
type runFlags struct {
	out     string
	timeout time.Duration
	save    bool
}

func newRunCommand() *cobra.Command {
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "run [NOTEBOOK or FOLDER...]",
		Short: "Run notebooks from top to bottom",
		Long: `Runs notebooks from top to bottom, all of notebooks/ when none is named, and writes them with their outputs to a folder.

A cell that fails ends its notebook and is told with its line on stderr; the outputs so far are kept, the next notebook is
run, and the exit code is 1. A cell with the tag raises-exception may fail.

The outputs are normalised: stable ids and counts, no timestamps, no paths of this machine. With --save they are also
written into the notebooks themselves: this is how outputs are committed.`,
		Example: `  go run ./kernel run
  go run ./kernel run notebooks/00-start-here.ipynb -o /tmp/out --timeout 30s
  go run ./kernel run --save`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runNotebooks(cmd, args, flags) },
	}
	cmd.Flags().StringVarP(&flags.out, "output", "o", "", "folder of the executed notebooks (.threadboost/run in the repository)")
	cmd.Flags().DurationVar(&flags.timeout, "timeout", cellTimeout, "time for one cell")
	cmd.Flags().BoolVar(&flags.save, "save", false, "also write the outputs into the notebooks, when no cell failed")
	return cmd
}

func runNotebooks(cmd *cobra.Command, args []string, flags runFlags) error {
	if flags.timeout < time.Second {
		return fmt.Errorf("run: --timeout %v is too short: give at least 1s", flags.timeout)
	}
	x, err := execution(cmd, args)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	x.Timeout, x.Save = flags.timeout, flags.save
	if x.Out, err = folder(flags.out, runFolder(x.Env)); err != nil {
		return err
	}
	release, err := hold(cmd)
	if err != nil {
		return err
	}
	defer release()
	_, err = jupyter.Execute(cmd.Context(), x)
	return err
}

// cellTimeout is ten times what a lesson's cell may take, with room for a first compilation.
const cellTimeout = 5 * time.Minute

// execution of the notebooks that args name, told on the command's outputs.
func execution(cmd *cobra.Command, args []string) (jupyter.Execution, error) {
	env, err := repository()
	if err != nil {
		return jupyter.Execution{}, err
	}
	notebooks, err := jupyter.Notebooks(env, args)
	return jupyter.Execution{
		Env: env, Notebooks: notebooks, Timeout: cellTimeout,
		Progress: cmd.OutOrStdout(), Errors: cmd.ErrOrStderr(),
	}, err
}

// hold sets up what is missing and keeps it from being removed until release is called.
func hold(cmd *cobra.Command) (release func(), err error) {
	env, err := ensure(cmd)
	if err != nil {
		return nil, err
	}
	return env.Hold()
}

// runFolder is where executed notebooks go when nothing else is said.
func runFolder(env setup.Env) string { return filepath.Join(env.Dir(), "run") }

// folder is that of a flag, absolute, or else the usual one.
func folder(flag, usual string) (string, error) {
	if flag == "" {
		return usual, nil
	}
	return filepath.Abs(flag)
}
