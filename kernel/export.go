package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
)

// exportFlags are those of export.
type exportFlags struct {
	out     string
	execute bool
}

func newExportCommand() *cobra.Command {
	var flags exportFlags
	cmd := &cobra.Command{
		Use:   "export [NOTEBOOK or FOLDER...]",
		Short: "Write notebooks as HTML pages that open offline",
		Long: `Writes notebooks, all of notebooks/ when none is named, as HTML pages that open from disk without network and without
script, and an index.html. JupyterLab's menu (File, Save and Export Notebook As, HTML) gives the same page,
without the links between lessons.

A page shows the outputs that its notebook holds, and includes the raw data of their runs where data/results has it. With
--execute the notebook is run first, and itself left as it is: that measures again, and the page includes the data.

A page that fails is told on stderr, the others are written, and the exit code is 1.`,
		Example: `  go run ./kernel export -o site
  go run ./kernel export --execute notebooks/00-start-here.ipynb`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return exportNotebooks(cmd, args, flags) },
	}
	cmd.Flags().StringVarP(&flags.out, "output", "o", "", "folder of the pages (site in the repository)")
	cmd.Flags().BoolVar(&flags.execute, "execute", false, "run the notebooks first")
	return cmd
}

// exportNotebooks exports the notebooks; when they are to be run first, those that run without an error.
func exportNotebooks(cmd *cobra.Command, args []string, flags exportFlags) error {
	x, err := execution(cmd, args)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out, err := folder(flags.out, filepath.Join(x.Env.Root, "site"))
	if err != nil {
		return err
	}
	release, err := hold(cmd)
	if err != nil {
		return err
	}
	defer release()
	notebooks := x.Notebooks
	if flags.execute {
		x.Out = runFolder(x.Env)
		if notebooks, err = jupyter.Execute(cmd.Context(), x); len(notebooks) == 0 {
			return err
		}
	}
	return errors.Join(err, jupyter.Export(cmd.Context(), x.Env, notebooks, out, cmd.OutOrStdout(), cmd.ErrOrStderr()))
}
