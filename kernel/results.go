package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"threadboost/kernel/results"
	"threadboost/lib/frame"
	"threadboost/lib/lab"
)

func newResultsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "results",
		Short: "List, show, export, compare and prune stored runs",
		Long: `Works on the stored runs: those of data/results, or of the folder in the environment variable THREADBOOST_RESULTS.

A run is named by its ID or by its experiment, whose newest run is meant.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(newResultsListCommand(), newResultsShowCommand(), newResultsExportCommand(), newResultsDiffCommand(), newResultsPruneCommand())
	return cmd
}

func newResultsListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [EXPERIMENT...]",
		Short: "List the stored runs, newest last",
		RunE: func(cmd *cobra.Command, args []string) error {
			return results.List(cmd.OutOrStdout(), lab.DefaultStore(), args...)
		},
	}
}

func newResultsShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show RUN",
		Short: "Show the table and the verdicts of a run",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := results.Find(lab.DefaultStore(), args[0])
			if err != nil {
				return err
			}
			return results.Show(cmd.OutOrStdout(), r)
		},
	}
}

func newResultsExportCommand() *cobra.Command {
	format, table, out := "csv", "trials", ""
	cmd := &cobra.Command{
		Use:   "export RUN",
		Short: "Export a run for pandas, DuckDB or benchstat",
		Long: `Writes a table of a run to standard output, or to a file: its trials, its units, or the summary of its models.

csv, json and parquet are read by pandas and DuckDB, benchfmt by benchstat.`,
		Example: `  go run ./kernel results export reading > trials.csv
  go run ./kernel results export reading --format parquet --table units -o units.parquet
  go run ./kernel results export reading --format benchfmt > new.txt && benchstat -col /model new.txt`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := results.Check(format, table); err != nil {
				return err
			}
			r, err := results.Find(lab.DefaultStore(), args[0])
			if err != nil {
				return err
			}
			return written(cmd, out, format, func(w io.Writer) error { return results.Export(w, r, format, table) })
		},
	}
	cmd.Flags().StringVar(&format, "format", format, strings.Join(results.Formats(), ", "))
	cmd.Flags().StringVar(&table, "table", table, strings.Join(results.Tables, ", "))
	cmd.Flags().StringVarP(&out, "output", "o", out, "file to write (standard output)")
	return cmd
}

// written lets write write a file, all of it or nothing, or standard output. A terminal gets no binary format.
func written(cmd *cobra.Command, out, format string, write func(io.Writer) error) error {
	if out == "" {
		if format == "parquet" && cmd.OutOrStdout() == os.Stdout && term.IsTerminal(int(os.Stdout.Fd())) {
			return fmt.Errorf("results: parquet is binary, and standard output is a terminal: give -o FILE")
		}
		return write(cmd.OutOrStdout())
	}
	file, err := renameio.NewPendingFile(out, renameio.WithPermissions(0o666))
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	defer file.Cleanup()
	w := bufio.NewWriter(file)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	return file.CloseAtomicallyReplace()
}

func newResultsDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two runs, model by model",
		Long: `Tells for each model that both runs have how B compares with A, with interval, test and a verdict. The runs share no rounds: what
else has changed between them (another program, a warmer machine) is in the difference. To compare models, run them in one experiment.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var runs [2]*lab.Results
			for i, name := range args {
				var err error
				if runs[i], err = results.Find(lab.DefaultStore(), name); err != nil {
					return err
				}
			}
			g, err := frame.Diff(runs[0], runs[1])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), g.Text())
			return err
		},
	}
}

func newResultsPruneCommand() *cobra.Command {
	rule := results.Rule{Keep: 10}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Remove old runs",
		Long:  `Removes the runs of each experiment but the newest ones; with --older only those that are older than a time. Tells each that goes.`,
		Example: `  go run ./kernel results prune --dry-run
  go run ./kernel results prune --keep 3 --older 168h`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return results.Prune(cmd.OutOrStdout(), lab.DefaultStore(), rule, time.Now())
		},
	}
	cmd.Flags().IntVar(&rule.Keep, "keep", rule.Keep, "how many of the newest runs of each experiment stay")
	cmd.Flags().DurationVar(&rule.Older, "older", 0, "remove only what is older than this")
	cmd.Flags().BoolVar(&rule.DryRun, "dry-run", false, "tell what would go, remove nothing")
	return cmd
}
