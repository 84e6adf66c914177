package jupyter

import (
	"encoding/json"
	"fmt"
	"io"
)

// event is a line of the runner.
type event struct {
	Event   string
	Total   int     // cells: of the notebook
	Cell    int     // start: counted from 1
	Seconds float64 // end: what the cell took; timeout: what it may take
	failure         // error: of the kernel
}

// progress tells of a notebook's cells as they run.
type progress struct {
	out   io.Writer
	title string
}

// follow reads events to their end, shows how far the notebook is, and returns whether it was run to its end and the
// problems, one line each.
func follow(events io.Reader, p progress) (done bool, problems []string) {
	var e event
	cell, total := 0, 0
	for dec := json.NewDecoder(events); dec.Decode(&e) == nil; e = (event{}) {
		switch e.Event {
		case "cells":
			total = e.Total
		case "start":
			cell = e.Cell
			fmt.Fprintf(p.out, "%s [%d/%d] ", p.title, cell, total)
		case "end":
			fmt.Fprintln(p.out, seconds(e.Seconds))
		case "error":
			problems = append(problems, e.problems()...)
		case "timeout":
			fmt.Fprintln(p.out, "too long")
			problems = append(problems, fmt.Sprintf("cell [%d]: took longer than %v s: give it more with --timeout", cell, e.Seconds))
		case "died":
			fmt.Fprintln(p.out, "stopped")
			problems = append(problems, fmt.Sprintf("cell [%d]: its kernel ended", cell))
		case "done":
			done = true
		}
	}
	return done, problems
}

func seconds(s float64) string { return fmt.Sprintf("%.1f s", s) }
