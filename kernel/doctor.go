package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
	"threadboost/kernel/setup"
)

func newDoctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what the lab needs, what is there, and how to repair the rest",
		Long: `Looks at each thing that the lab needs and tells whether it is there, and how to repair it if not. It changes nothing
and uses no network. The exit code is 1 when something that is required is missing.`,
		Example: `  go run ./kernel doctor
  go run ./kernel doctor --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := repository()
			if err != nil {
				return err
			}
			facts := setup.Facts(cmd.Context(), env.Root, jupyter.Exporter())
			if err := printFacts(cmd.OutOrStdout(), facts, asJSON); err != nil {
				return err
			}
			if !setup.Healthy(facts) {
				return errors.New("doctor: something that is required is missing")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a list of objects: name, ok, required, found, repair")
	return cmd
}

func printFacts(out io.Writer, facts []setup.Fact, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(facts)
	}
	for _, f := range facts {
		fmt.Fprintf(out, "%-9s %-34s %s\n", verdict(f), f.Name, f.Found)
		if f.Repair != "" {
			fmt.Fprintf(out, "%-9s %-34s repair: %s\n", "", "", f.Repair)
		}
	}
	return nil
}

func verdict(f setup.Fact) string {
	switch {
	case f.OK:
		return "ok"
	case f.Required:
		return "MISSING"
	}
	return "optional"
}
