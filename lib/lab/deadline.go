package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A DeadlineError says that a trial was called off because it took longer than [Experiment.Deadline]. Trials that had ended before are
// kept.
type DeadlineError struct {
	Model    string
	Deadline time.Duration
	Units    int   // of the job
	Running  []int // units that had begun and not ended
	Left     int   // how many had not begun
}

func (t *trial) overdue(model string, deadline time.Duration) *DeadlineError {
	running, left := t.recorder.Running()
	return &DeadlineError{model, deadline, t.prepared.Units, running, left}
}

func (e *DeadlineError) Error() string {
	text := fmt.Sprintf("lab: model %s: the trial was called off at its deadline of %v: ", e.Model, e.Deadline)
	switch n := len(e.Running); {
	case n == 0 && e.Left == 0:
		return text + "all units had ended, but the model had not returned: look for something that it waits for"
	case n == 0:
		return text + fmt.Sprintf("no unit ran and %d of %d had not begun: look for something that the model waits for", e.Left, e.Units)
	case n == 1:
		text += "unit " + numbers(e.Running) + " still ran"
	default:
		text += "units " + numbers(e.Running) + " still ran"
	}
	if e.Left > 0 {
		text += fmt.Sprintf(" and %d of %d had not begun", e.Left, e.Units)
	}
	return text + ": give each wait a limit of its own, or raise Deadline"
}

// numbers lists the first few.
func numbers(units []int) string {
	const shown = 5
	var texts []string
	for _, i := range units[:min(len(units), shown)] {
		texts = append(texts, strconv.Itoa(i))
	}
	text := strings.Join(texts, ", ")
	if more := len(units) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
