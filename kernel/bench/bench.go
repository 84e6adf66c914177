// Package bench is the whole flow of the laboratory in a terminal, for `go run ./kernel bench`: it prepares the work of package suite,
// runs it under its models with progress, and writes tables and verdicts as text, figures as SVG, and one report.html that needs no network.
//
// Every run goes to the results store, as those of notebooks do: `go run ./kernel results` finds them by their experiments' names, and the
// report names their IDs. The report is written anew after each experiment, so that an interrupt leaves what was measured until then.
package bench

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/suite"
)

// Config says what to measure and where it goes.
type Config struct {
	Areas    []string      // see [Areas]; none means all
	Options  suite.Options // how much; see [Quick]
	Out      string        // folder of figures and report
	Store    *lab.Store
	Text     io.Writer // tables and verdicts
	Progress io.Writer // how far it is
}

// Run measures, and writes the report. An interrupt ends it with the report of what was measured; an experiment that fails does not keep
// the others from running, and makes an error at the end.
func Run(ctx context.Context, c Config) error {
	sections, err := c.plan(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o777); err != nil {
		return fmt.Errorf("bench: no folder for the report: %w", err)
	}
	b := &bench{Config: c, report: newReport(c)}
	failed := 0
	for i := range sections {
		err := b.section(ctx, &sections[i])
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			failed++
		}
	}
	fmt.Fprintf(c.Text, "\nreport: %s\n", filepath.Join(c.Out, reportFile))
	if failed > 0 {
		return fmt.Errorf("bench: %d of %d sections had an experiment that failed: the report says which and why", failed, len(sections))
	}
	return nil
}

// A bench is one call of [Run].
type bench struct {
	Config
	report *report
}

// section measures the experiments of an area, or of a claim.
func (b *bench) section(ctx context.Context, s *section) error {
	fmt.Fprintf(b.Text, "\n== %s\n", s.title)
	part := b.report.add(s)
	var failed []error
	for i, e := range s.experiments {
		err := b.experiment(ctx, s, part, i, e)
		if writing := b.report.write(); writing != nil {
			return writing
		}
		if errors.Is(err, context.Canceled) {
			return err
		}
		failed = append(failed, err)
	}
	return errors.Join(append(failed, b.sum(s, part))...)
}

// experiment measures one and adds it to the text and the report.
func (b *bench) experiment(ctx context.Context, s *section, part *part, i int, e lab.Experiment) error {
	bar := newBar(b.Progress, e.Name)
	results, err := lab.Run(ctx, e, lab.Options{Store: b.Store, Observe: bar.observe})
	bar.end()
	item := &item{Name: s.works[i].Name, About: s.works[i].About}
	part.Items = append(part.Items, item)
	if err != nil {
		item.Failed = err.Error()
		fmt.Fprintf(b.Text, "\n%s: %v\n", e.Name, err)
	}
	if results == nil {
		return err
	}
	df, warnings := frame.Summary(results)
	grid, presenting := frame.Present(df, warnings...)
	if presenting != nil {
		return errors.Join(err, presenting)
	}
	fmt.Fprintf(b.Text, "\n%s (%s)\n%s\n", e.Name, results.ID, grid.Text())
	item.table(grid, results)
	s.measured = append(s.measured, results)
	return errors.Join(err, b.draw(item, e.Name, results, i == 0 && s.percent == 0))
}

// sum says of a claim whether it holds, and of an area what is fastest.
func (b *bench) sum(s *section, part *part) error {
	if len(s.measured) == 0 {
		return nil
	}
	sum := frame.Glance(s.measured...)
	sum.Caption = s.title + " at a glance: what was found to be faster or slower than Sequential"
	if s.percent > 0 {
		sum = frame.PresentClaim(s.about, frame.Judge(s.percent, s.measured...))
	}
	fmt.Fprintf(b.Text, "\n%s\n", sum.Text())
	part.Sum = template.HTML(sum.HTML()) // the grid escapes every text
	return b.report.write()
}
