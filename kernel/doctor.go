package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"threadboost/kernel/jupyter"
	"threadboost/kernel/setup"
	"threadboost/lib/measure"
)

func newDoctorCommand() *cobra.Command {
	var asJSON, noise bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what the lab needs, what is there, and how to repair the rest",
		Long: `Looks at each thing that the lab needs and tells whether it is there, and how to repair it if not. It changes nothing
and uses no network. The exit code is 1 when something that is required is missing.

With --noise it looks at what disturbs a measurement on this machine instead: limits, other programs, clocks, and how much two
runs of the same work differ. That takes some seconds.`,
		Example: `  go run ./kernel doctor
  go run ./kernel doctor --json
  go run ./kernel doctor --noise`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if noise {
				return printFacts(cmd.OutOrStdout(), noiseFacts(cmd.Context()), asJSON, "noisy")
			}
			env, err := repository()
			if err != nil {
				return err
			}
			facts := setup.Facts(cmd.Context(), env.Root, jupyter.Exporter())
			if err := printFacts(cmd.OutOrStdout(), facts, asJSON, "optional"); err != nil {
				return err
			}
			if !setup.Healthy(facts) {
				return errors.New("doctor: something that is required is missing")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a list of objects: name, ok, required, found, repair")
	cmd.Flags().BoolVar(&noise, "noise", false, "tell what disturbs a measurement on this machine")
	return cmd
}

// noiseFacts are the findings of the doctor for noise, none of which keeps the lab from working.
func noiseFacts(ctx context.Context) []setup.Fact {
	var facts []setup.Fact
	for _, f := range measure.Doctor(ctx) {
		found := f.Found
		if f.Effect != "" {
			found += ": " + f.Effect
		}
		facts = append(facts, setup.Fact{Name: f.Name, OK: f.OK, Found: found, Repair: f.Repair})
	}
	return facts
}

// printFacts prints facts, or JSON; otherwise is the word for what is neither there nor required.
func printFacts(out io.Writer, facts []setup.Fact, asJSON bool, otherwise string) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(facts)
	}
	for _, f := range facts {
		fmt.Fprintf(out, "%-9s %-34s %s\n", verdict(f, otherwise), f.Name, f.Found)
		if f.Repair != "" {
			fmt.Fprintf(out, "%-9s %-34s repair: %s\n", "", "", f.Repair)
		}
	}
	return nil
}

func verdict(f setup.Fact, otherwise string) string {
	switch {
	case f.OK:
		return "ok"
	case f.Required:
		return "MISSING"
	}
	return otherwise
}
