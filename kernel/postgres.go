package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"threadboost/kernel/postgres"
)

// postgresFlags are those of postgres.
type postgresFlags struct {
	data string
	user string
	port int
}

func newPostgresCommand() *cobra.Command {
	var flags postgresFlags
	cmd := &cobra.Command{
		Use:   "postgres",
		Short: "Start a PostgreSQL server for the lessons and benchmarks about databases",
		Long: `Starts a PostgreSQL server of your own and prints its address. Notebooks and the other commands find it by themselves as long as it
runs. Ctrl-C (or SIGTERM) ends it; its data is kept for the next time.

The server programs of the system are used when there are some (Debian's package postgresql), else a pinned version is downloaded once. The
server listens on this machine alone, with a password made at random. PostgreSQL refuses to run as root: in a container, say, name a user
with --user.`,
		Example: `  go run ./kernel postgres
  go run ./kernel postgres --port 5433
  go run ./kernel postgres --user nobody --data /var/lib/threadboost`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return servePostgres(cmd, flags) },
	}
	cmd.Flags().StringVar(&flags.data, "data", "", "folder that keeps the data (.threadboost/postgres in the repository)")
	cmd.Flags().StringVar(&flags.user, "user", "", "user as whom the server runs, when you are root")
	cmd.Flags().IntVar(&flags.port, "port", 0, "port to listen on, 0 for any")
	return cmd
}

func servePostgres(cmd *cobra.Command, flags postgresFlags) error {
	env, err := repository()
	if err != nil {
		return err
	}
	usual := filepath.Join(env.Dir(), "postgres")
	data, err := folder(flags.data, usual)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(env.Dir(), 0o777); err != nil {
		return err
	}
	release, err := env.Hold()
	if err != nil {
		return err
	}
	defer release()
	server, err := postgres.Start(cmd.Context(), postgres.Config{
		Dir: data, Port: flags.port, User: flags.user, Download: data, DSNFile: filepath.Join(usual, "dsn"), Out: cmd.ErrOrStderr(),
	})
	if err != nil {
		return err
	}
	defer server.Stop()
	fmt.Fprintf(cmd.OutOrStdout(), "PostgreSQL %s listens on this machine; its data is in %s\n  %s\nCtrl-C ends it and keeps the data.\n", server.Version, data, server.DSN)
	return server.Wait(cmd.Context())
}
