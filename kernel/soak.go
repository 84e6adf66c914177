package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"threadboost/kernel/soak"
	"threadboost/kernel/supervise/kerneltest"
)

func newSoakCommand() *cobra.Command {
	lasts := time.Hour
	cmd := &cobra.Command{
		Use:   "soak",
		Short: "Use a kernel hard for an hour and tell whether it keeps its promises",
		Long: `Starts a kernel and runs cells that succeed, fail, flood, ask, leave processes behind, take too much memory, are stopped and
killed, in random order, while other clients ask for completions, come and vanish; for an hour, or as long as --time says. A line a
minute tells how it goes. The exit code is 1 when a promise was broken. Ctrl-C ends it, with what was seen so far. (Linux)`,
		Example: `  go run ./kernel soak --time 5m`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := ensure(cmd)
			if err != nil {
				return err
			}
			self, err := os.Executable()
			if err != nil {
				return err
			}
			spec, err := kerneltest.Ours(env.Root, self)
			if err != nil {
				return err
			}
			return soak.Run(cmd.Context(), spec, lasts, cmd.OutOrStdout())
		},
	}
	cmd.Flags().DurationVar(&lasts, "time", lasts, "how long")
	return cmd
}
