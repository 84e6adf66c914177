package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"threadboost/kernel/bench"
	"threadboost/lib/lab"
	"threadboost/lib/suite"
)

func newBenchCommand() *cobra.Command {
	var quick bool
	var out string
	cmd := &cobra.Command{
		Use:   "bench [" + strings.Join(bench.Areas, "|") + "]...",
		Short: "Measure ready-made work under all models, with a report",
		Long: `Measures real work under the execution models that matter for it: tables and verdicts come to standard output, figures and an
offline report.html to a folder. Without a name all areas are measured, which takes about twelve minutes; --quick takes less than five.

"claims" looks into what concurrency is often said to give: 95.6 % on CRUD, 85 % on files. PostgreSQL is measured where a server is
known: start one with "postgres". Runs are stored, and "results" works on them. Ctrl-C ends it, with a report of what was measured.`,
		Example: `  go run ./kernel bench files --quick
  go run ./kernel bench all -o report`,
		ValidArgs: bench.Areas,
		RunE: func(cmd *cobra.Command, args []string) error {
			env, err := repository()
			if err != nil {
				return err
			}
			dir, err := folder(out, filepath.Join(env.Dir(), "bench"))
			if err != nil {
				return err
			}
			self, err := os.Executable()
			if err != nil {
				return fmt.Errorf("bench: this program's own file is not found: %w", err)
			}
			os.Setenv("THREADBOOST_PROGRAM", self) // the workers of process pools
			var options suite.Options
			if quick {
				options = bench.Quick
			}
			return bench.Run(cmd.Context(), bench.Config{
				Areas: args, Options: options, Out: dir, Store: lab.DefaultStore(), Text: cmd.OutOrStdout(), Progress: cmd.ErrOrStderr(),
			})
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "less work and less time for each experiment")
	cmd.Flags().StringVarP(&out, "output", "o", "", "folder of figures and report (.threadboost/bench in the repository)")
	return cmd
}
