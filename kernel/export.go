package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
	"threadboost/kernel/jupyter/guard"
)

func newExportCommand() *cobra.Command {
	var out string
	var execute bool
	cmd := &cobra.Command{
		Use:   "export [NOTEBOOK...]",
		Short: "Write notebooks as HTML pages that open offline",
		Long: `Writes notebooks, all of notebooks/ when none is named, as HTML pages that open from disk without network and without
script, and an index.html. JupyterLab's menu (File, Save and Export Notebook As, HTML) gives the same page.

A page shows the outputs that its notebook holds; with --execute the notebook is run first, and itself left as it is. A
page that fails is told on stderr, the others are written, and the exit code is 1.`,
		Example: `  go run ./kernel export -o site
  go run ./kernel export --execute notebooks/00-start-here.ipynb`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := guard.WithGoRun(cmd.Context())
			defer cancel()
			x, err := execution(cmd, args)
			if err != nil {
				return fmt.Errorf("export: %w", err)
			}
			if out, err = folder(out, filepath.Join(x.Env.Root, "site")); err != nil {
				return err
			}
			release, err := hold(cmd)
			if err != nil {
				return err
			}
			defer release()
			if execute {
				return executeAndExport(ctx, x, out, cmd)
			}
			return jupyter.Export(ctx, x.Env, x.Notebooks, out, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "folder of the pages (site in the repository)")
	cmd.Flags().BoolVar(&execute, "execute", false, "run the notebooks first")
	return cmd
}

// executeAndExport exports those notebooks that run without an error.
func executeAndExport(ctx context.Context, x jupyter.Execution, out string, cmd *cobra.Command) error {
	x.Out = runFolder(x.Env)
	ran, err := jupyter.Execute(ctx, x)
	if len(ran) == 0 || ctx.Err() != nil {
		return err
	}
	return errors.Join(err, jupyter.Export(ctx, x.Env, ran, out, cmd.OutOrStdout(), cmd.ErrOrStderr()))
}
