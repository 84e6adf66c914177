// Command kernel is the lab's one program: go run ./kernel COMMAND.
//
// Each command is a thin file here: its flags, its help and the call of the package that does the work.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"threadboost/kernel/guard"
	"threadboost/kernel/jupyter"
	"threadboost/kernel/setup"
)

func main() {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(execute(ctx))
}

// execute runs the command line and turns its error into one message and an exit code: 1, or 130 after an interrupt.
func execute(ctx context.Context) int {
	ctx, cancel := guard.WithGoRun(ctx)
	defer cancel()
	err := newRootCommand().ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "interrupted")
		return 130
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "kernel",
		Short: "ThreadBoost, a concurrency laboratory in JupyterLab",
		Long: `ThreadBoost, a concurrency laboratory in JupyterLab.

Everything that a command needs is set up by itself, under .threadboost in the repository.`,
		Version:           version(),
		Annotations:       map[string]string{cobra.CommandDisplayNameAnnotation: "go run ./kernel"},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		SilenceUsage:      true,
		SilenceErrors:     true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; %s --help tells what there is", err, cmd.CommandPath())
	})
	root.AddCommand(
		newLabCommand(),
		newRunCommand(),
		newExportCommand(),
		newDataCommand(),
		newSetupCommand(),
		newDoctorCommand(),
		newUninstallCommand(),
		newBenchCommand(),
		newResultsCommand(),
		newPostgresCommand(),
		newSoakCommand(),
		newKernelCommand(),
		newGuardCommand(),
		newWorkerCommand(),
	)
	return root
}

func version() string {
	v := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	return fmt.Sprintf("%s %s %s/%s", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// ensure sets up what is missing and tells where it is: the first step of each command that needs the lab.
// What it does is told on stderr, so that stdout stays the command's own.
func ensure(cmd *cobra.Command) (setup.Env, error) {
	env, err := repository()
	if err != nil {
		return env, err
	}
	return setup.Ensure(cmd.Context(), env.Root, jupyter.Exporter(), cmd.ErrOrStderr())
}

// repository is the environment of the repository that the working directory is in, set up or not.
func repository() (setup.Env, error) {
	dir, err := os.Getwd()
	if err != nil {
		return setup.Env{}, err
	}
	root, err := setup.FindRoot(dir)
	return setup.Env{Root: root}, err
}
