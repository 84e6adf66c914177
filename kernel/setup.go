package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func newSetupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "setup",
		Short: "Set up everything that the lab needs, under .threadboost",
		Long: `Sets up everything that the lab needs, pinned, under .threadboost in the repository: JupyterLab in a Python
environment of its own, the Go kernel and its tools, their settings, and a warm build cache.

What is there already is left as it is; what is missing, changed, out of date or was interrupted is done again.
Your own Jupyter, Go and shell settings are not touched. lab, run and export do this by themselves.`,
		Example: `  go run ./kernel setup`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := time.Now()
			env, err := ensure(cmd)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "all is set up in %s (%.1f s); open it with: go run ./kernel lab\n", env.Dir(), time.Since(start).Seconds())
			return nil
		},
	}
}
