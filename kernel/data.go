package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"threadboost/kernel/data"
)

func newDataCommand() *cobra.Command {
	var c data.Config
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Make large tables and texts to work on",
		Long: `Makes an invented table that looks like data/flights.csv, the names of its carriers, and an invented text, as large as you
like: ` + data.Flights + ` (40 MB a million rows), ` + data.Carriers + ` and ` + data.Words + `
(6 MB a million words).

The same numbers and seed make the same bytes on every machine. A file appears when it is whole, and replaces an older one. The usual
folder, data/generated, is not under version control.`,
		Example: `  go run ./kernel data
  go run ./kernel data --rows 10000000 --words 0 --seed 7 -o /tmp/flights`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.Dir == "" {
				env, err := repository()
				if err != nil {
					return err
				}
				c.Dir = filepath.Join(env.Root, "data", "generated")
			}
			c.Out = cmd.OutOrStdout()
			return data.Make(cmd.Context(), c)
		},
	}
	cmd.Flags().IntVar(&c.Rows, "rows", 1_000_000, "rows of the table, 0 for none")
	cmd.Flags().IntVar(&c.Words, "words", 5_000_000, "words of the text, 0 for none")
	cmd.Flags().Uint64Var(&c.Seed, "seed", 1, "another one makes other data")
	cmd.Flags().StringVarP(&c.Dir, "output", "o", "", "folder of the files (data/generated in the repository)")
	return cmd
}
