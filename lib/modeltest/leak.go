package modeltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"threadboost/lib/lab"
)

// label is the key of a profiler label. A goroutine hands its labels to those that it starts, which tells the model's goroutines
// from all others of the program.
const label = "modeltest"

var labels atomic.Int64

// leavesNoGoroutine looks for goroutines of the model after a whole run and one that was called off. What else is wrong with these
// runs is for other checks to say; but a model that still blocks has not left anything yet.
func leavesNoGoroutine(ctx context.Context, m lab.Model) error {
	value := strconv.FormatInt(labels.Add(1), 10)
	var err error
	pprof.Do(ctx, pprof.Labels(label, value), func(ctx context.Context) {
		if _, err = try(ctx, m, 20, quick); !errors.Is(err, errBlocked) {
			err = stops(ctx, m)
		}
	})
	if errors.Is(err, errBlocked) {
		return err
	}
	left := ""
	for range 100 { // a goroutine may need a moment to end
		if left = labelled(value); left == "" {
			return nil
		}
		time.Sleep(reaction / 100)
	}
	return fmt.Errorf("a goroutine is left %v after Run returned, in %s: wait for all that you start, for example with a sync.WaitGroup", reaction, left)
}

// labelled names the function in which a goroutine with our label is, or "".
func labelled(value string) string {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return ""
	}
	for group := range strings.SplitSeq(profile.String(), "\n\n") { // goroutines with one stack and one set of labels
		if strings.Contains(group, fmt.Sprintf("%q:%q", label, value)) {
			return function(group)
		}
	}
	return ""
}

// function returns the first function of a stack that is not the runtime's, from lines "#  address  function+offset  file:line".
func function(group string) string {
	for line := range strings.Lines(group) {
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[0] != "#" || strings.HasPrefix(fields[2], "runtime.") {
			continue
		}
		name, _, _ := strings.Cut(fields[2], "+")
		return name
	}
	return "an unknown function"
}
