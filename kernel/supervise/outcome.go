package supervise

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"threadboost/kernel/supervise/cell"
	"threadboost/kernel/supervise/failure"
	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/output"
)

// failed says how a cell failed that GoNB has answered, nil if it did not.
func (x *run) failed(c *child, reply message.Message) *failure.Failure {
	r := x.report(c)
	var content struct {
		Status    string
		Value     string `json:"evalue"`
		Traceback []string
	}
	reply.Decode(&content)
	r.Status, r.Value, r.Traceback = content.Status, content.Value, content.Traceback
	x.tellRaces(r)
	x.tellLeaks(r)
	f, failed := r.Failure()
	if failed || !x.declares() {
		delete(c.cells, c.count) // no later trace leads to it
	}
	if !failed {
		return nil
	}
	if slices.Contains(fromTrace, f.Name) {
		x.screen.trace.take()
	}
	return &f
}

// declares reports whether the cell has lines that are in the programs of later cells too.
func (x *run) declares() bool { return x.cell.Kind == cell.Declarations || x.cell.Body > 1 }

// fromTrace are the failures whose traceback says what the program's own trace says.
var fromTrace = []string{"panic", "Deadlock", "DataRace", "TestFailure"}

// report is what is known of the cell before GoNB's reply; c is nil when there was no child.
func (x *run) report(c *child) failure.Report {
	r := failure.Report{
		Cell: x.count, Source: x.ask.Code, Reason: x.why(), Limit: x.limitReached(),
		Stdout: x.screen.stdout.String(), Stderr: x.screen.stderr.String(),
	}
	if c != nil {
		r.Count, r.Cells, r.Program = c.count, c.cells, c.program()
	}
	return r
}

// limitReached is the limit that ended the cell, in words.
func (x *run) limitReached() string {
	switch x.why() {
	case failure.TimedOut:
		return x.limits.Time.String()
	case failure.OutOfMemory:
		return size(x.limits.Memory)
	}
	return ""
}

// program is the text of the program that GoNB built last.
func (c *child) program() string {
	dir, err := c.workFolder()
	if err != nil {
		return ""
	}
	for _, name := range []string{"main.go", "main_test.go"} { // there is one of them
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return string(text)
		}
	}
	return ""
}

// tellRaces says for %race what the race detector has found.
func (x *run) tellRaces(r failure.Report) {
	if !x.has("race") || r.Status == "error" && !strings.Contains(r.Stderr, "WARNING: DATA RACE") {
		return
	}
	races := failure.Races(r.Stderr, r)
	if len(races) == 0 {
		x.screen.say("%race: no data race in this run; one that did not happen is not seen")
		return
	}
	x.screen.cell.Display(&output.Display{Type: "display_data", Data: bundle(failure.RaceText(races), failure.RaceHTML(races))})
}

// tellLeaks translates what package leaks has reported to the lines of the cell.
func (x *run) tellLeaks(r failure.Report) {
	if x.has("leaks") {
		x.screen.cell.Write(output.Stderr, []byte(r.InCells(x.screen.trace.take())))
	}
}

// died says that GoNB has gone while the cell ran. A new one is started.
func (x *run) died(ctx context.Context, c *child) *failure.Failure {
	r := x.report(c)
	if r.Reason == failure.None {
		r.Reason = failure.Died
	}
	f, _ := r.Failure()
	if ctx.Err() == nil {
		if lost := x.kernel.lost(); lost != "" && r.Reason == failure.Died {
			f.Traceback = []string{f.Traceback[0], lost}
		}
		x.kernel.renew(ctx)
	}
	return &f
}

// lost says which definitions have gone with GoNB, and how to get them back.
func (k *Kernel) lost() string {
	names := k.helper.Forget()
	if len(names) == 0 {
		return ""
	}
	var parts []string
	for _, count := range slices.Sorted(maps.Keys(names)) {
		parts = append(parts, fmt.Sprintf("%s (cell [%d])", strings.Join(names[count], ", "), count))
	}
	return "Hint: these definitions are lost, and come back when their cells are run again: " + strings.Join(parts, "; ")
}
