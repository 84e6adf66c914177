package leaks

import (
	"cmp"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
)

// most is how many groups of goroutines are described.
const most = 20

// A group is the goroutines that were started at one place and wait at one place for one thing.
type group struct {
	started, where, state, creator string
	ours                           bool // the cell's own code is on the stack or started it
}

// describe tells in plain words, two lines a group, what goroutines do. starts has the first lines of functions.
func describe(list []Goroutine, cell string, starts map[string]Frame) string {
	counts, minutes := make(map[group]int), make(map[group]int)
	var groups []group // in order of their first goroutine
	for _, g := range list {
		key := groupOf(g, cell, starts)
		if counts[key] == 0 {
			groups = append(groups, key)
		}
		counts[key]++
		minutes[key] = max(minutes[key], g.Minutes)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(counts[b], counts[a]) })
	var b strings.Builder
	for _, g := range groups[:min(len(groups), most)] {
		g.describe(&b, counts[g], minutes[g])
	}
	if more := len(groups) - most; more > 0 {
		fmt.Fprintf(&b, "  and others that were started or wait at %d more places\n", more)
	}
	return b.String()
}

func groupOf(g Goroutine, cell string, starts map[string]Frame) group {
	inner := slices.IndexFunc(g.Frames, func(f Frame) bool { return packageOf(f.Function) == cell })
	key := group{state: g.State, ours: inner >= 0 || packageOf(g.Creator.Function) == cell}
	switch {
	case inner >= 0:
		key.where = g.Frames[inner].place()
	case len(g.Frames) > 0:
		key.where = "in " + g.Frames[len(g.Frames)-1].Function
	}
	key.started, key.creator = startOf(g, cell, starts), g.Creator.Function
	return key
}

// startOf says where a goroutine was started: the line of the go statement when that is the cell's, and the first line of the
// cell's function that it runs when a library has the go statement, as sync.WaitGroup.Go and time.AfterFunc have.
func startOf(g Goroutine, cell string, starts map[string]Frame) string {
	if packageOf(g.Creator.Function) == cell {
		return "at " + g.Creator.place()
	}
	for _, f := range slices.Backward(g.Frames) {
		if packageOf(f.Function) != cell {
			continue
		}
		if start, known := starts[f.Function]; known {
			return "at " + start.place() + " by " + g.Creator.Function
		}
		return "by " + g.Creator.Function + " for " + f.Function
	}
	return "by " + g.Creator.Function
}

// place returns "main.go:12": cells are told apart by the line, and the folder of the program says nothing to a reader.
func (f Frame) place() string {
	return fmt.Sprintf("%s:%d", path.Base(strings.ReplaceAll(f.File, `\`, "/")), f.Line)
}

func (g group) describe(b *strings.Builder, n, minutes int) {
	s := explain(g.state)
	noun, verb := "goroutines", s.verb
	if n == 1 {
		noun, verb = "goroutine", s.verb+"s"
	}
	fmt.Fprintf(b, "  %d %s started %s %s", n, noun, g.started, strings.TrimSpace(verb+" "+s.what))
	if g.where != "" {
		fmt.Fprintf(b, " (%s)", g.where)
	}
	fmt.Fprintf(b, ": %s", s.why)
	if minutes > 0 {
		fmt.Fprintf(b, ", for %d min by now", minutes)
	}
	fmt.Fprintf(b, "\n    %s\n", g.cure(s))
}

// cure returns what ends a goroutine: that of a library by a call of the library, that of the cell by what it waits for.
func (g group) cure(s state) string {
	if !g.ours || strings.HasPrefix(g.creator, "iter.") {
		for _, l := range libraries {
			if strings.HasPrefix(g.creator, l.creator) {
				return l.cure
			}
		}
	}
	return s.cure
}

// starts returns the first line of each function of which a goroutine is in a call. A dump has only the lines that are executed now.
func starts() map[string]Frame {
	records := make([]runtime.StackRecord, runtime.NumGoroutine()+10)
	n, ok := runtime.GoroutineProfile(records)
	if !ok { // many were started meanwhile
		return nil
	}
	firsts := make(map[string]Frame)
	seen := make(map[runtime.StackRecord]bool)
	for _, record := range records[:n] {
		if seen[record] {
			continue
		}
		seen[record] = true
		for frames, more := runtime.CallersFrames(record.Stack()), true; more; {
			var frame runtime.Frame
			if frame, more = frames.Next(); frame.Func != nil {
				file, line := frame.Func.FileLine(frame.Entry)
				firsts[frame.Function] = Frame{frame.Function, file, line}
			}
		}
	}
	return firsts
}
