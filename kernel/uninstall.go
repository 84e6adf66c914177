package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"threadboost/kernel/setup"
)

func newUninstallCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Remove .threadboost, and nothing else",
		Long: `Removes .threadboost from the repository: JupyterLab, the tools, their settings, what JupyterLab keeps there, and the data of
the postgres command. Your notebooks and the runs under data/results stay, and so do the go command's caches. It asks first.`,
		Example: `  go run ./kernel uninstall
  go run ./kernel uninstall --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := repository()
			if err != nil {
				return err
			}
			if !yes && !confirmed(cmd, env) {
				return cmp.Or(cmd.Context().Err(), errors.New("uninstall: nothing was removed; answer y, or use --yes"))
			}
			if err := setup.Uninstall(env); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", env.Dir())
			return nil
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func confirmed(cmd *cobra.Command, env setup.Env) bool {
	fmt.Fprintf(cmd.OutOrStdout(), "This removes %s (%d MB). Go on? [y/N] ", env.Dir(), setup.Size(env)>>20)
	answer := make(chan string, 1)
	go func() { // reading cannot be interrupted: it ends with the program
		line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-cmd.Context().Done():
		return false
	case said := <-answer:
		return said == "y" || said == "yes"
	}
}
