package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
)

// firstNotebook is what lab opens when nothing is named.
const firstNotebook = "00-start-here.ipynb"

// labFlags are those of lab.
type labFlags struct {
	host      string
	port      int
	noBrowser bool
}

func newLabCommand() *cobra.Command {
	var flags labFlags
	cmd := &cobra.Command{
		Use:   "lab [NOTEBOOK]",
		Short: "Open JupyterLab on the notebooks",
		Long: `Sets up what is missing, starts JupyterLab and opens the browser on NOTEBOOK (notebooks/` + firstNotebook + `).

The server listens on this machine alone, and asks for the token that is in the printed address. It shows the whole
repository, so that lib/ and data/ can be read beside a lesson. Ctrl-C (or SIGTERM) ends it with its kernels and all that
they started; save your notebooks before.`,
		Example: `  go run ./kernel lab
  go run ./kernel lab notebooks/02-sequential-and-goroutines.ipynb
  go run ./kernel lab --no-browser --port 9000`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("port") {
				flags.port = jupyter.UsualPort
			}
			return serveLab(cmd, args, flags)
		},
	}
	cmd.Flags().StringVar(&flags.host, "host", "127.0.0.1", "address to listen on; another one lets the network in")
	cmd.Flags().IntVar(&flags.port, "port", 8888, "port to listen on, 0 for any (another one when 8888 is in use)")
	cmd.Flags().BoolVar(&flags.noBrowser, "no-browser", false, "only print the address")
	return cmd
}

func serveLab(cmd *cobra.Command, args []string, flags labFlags) error {
	env, err := repository()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{filepath.Join(env.Notebooks(), firstNotebook)}
	}
	notebooks, err := jupyter.Notebooks(env, args)
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	if _, err := jupyter.FreePort(flags.host, flags.port); err != nil { // said before minutes of set-up
		return err
	}
	warnOfReach(cmd, flags.host)
	release, err := hold(cmd)
	if err != nil {
		return err
	}
	defer release()
	ctx := cmd.Context()
	server, err := jupyter.StartServer(ctx, jupyter.Lab{Env: env, Notebook: notebooks[0], Host: flags.host, Port: flags.port})
	if err != nil {
		return err
	}
	defer server.Stop()
	announce(ctx, cmd, server, flags.noBrowser)
	return server.Wait(ctx)
}

func announce(ctx context.Context, cmd *cobra.Command, server *jupyter.Server, noBrowser bool) {
	how := "open this address in a browser:"
	if !noBrowser && jupyter.OpenBrowser(ctx, server.URL()) {
		how = "the browser opens this address:"
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n  %s\nCtrl-C ends the lab.\n", how, server.URL())
}

// warnOfReach tells who may reach a server that runs any code it is asked to, and as whom.
func warnOfReach(cmd *cobra.Command, host string) {
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: --host %s lets other machines in; the token is all that keeps them out, and it travels without encryption\n", host)
	}
	if os.Geteuid() == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: this is root, so cells may change anything on this machine; in a container that is fine")
	}
}
