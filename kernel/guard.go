package main

import (
	"os"

	"github.com/spf13/cobra"

	"threadboost/kernel/guard"
)

// newGuardCommand is not for users: lab and run start this program again as the guard of theirs.
func newGuardCommand() *cobra.Command {
	return &cobra.Command{
		Use:                guard.Command,
		Hidden:             true,
		DisableFlagParsing: true,
		Run:                func(_ *cobra.Command, args []string) { os.Exit(guard.Main(args)) },
	}
}
