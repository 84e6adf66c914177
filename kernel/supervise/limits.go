package supervise

import (
	"fmt"
	"strings"
	"time"

	"threadboost/kernel/supervise/cell"
)

// Limits are what a cell may use at most; zero means no limit.
type Limits struct {
	Memory int64         // of all processes that it starts, together, in bytes
	Time   time.Duration // of its program, and of its build before
}

// LimitsVariable is the environment variable with the limits of every cell, in the words of %limit, for classes.
const LimitsVariable = "THREADBOOST_LIMITS"

// ParseLimits reads limits as %limit takes them: "memory=2GiB time=5m".
func ParseLimits(text string) (Limits, error) {
	c := cell.Parse("%limit " + text)
	if len(c.Problems) > 0 {
		return Limits{}, fmt.Errorf("kernel: %s=%q: %s", LimitsVariable, text, c.Problems[0].Message)
	}
	var l Limits
	for _, command := range c.Commands {
		l = l.with(command.Limit)
	}
	return l, nil
}

// with returns the limits after a %limit.
func (l Limits) with(asked cell.Limit) Limits {
	switch asked.Memory {
	case 0:
	case cell.NoMemory:
		l.Memory = 0
	default:
		l.Memory = asked.Memory
	}
	switch asked.Time {
	case 0:
	case cell.NoTime:
		l.Time = 0
	default:
		l.Time = asked.Time
	}
	return l
}

func (l Limits) String() string {
	var parts []string
	if l.Memory > 0 {
		parts = append(parts, "memory="+size(l.Memory))
	}
	if l.Time > 0 {
		parts = append(parts, "time="+l.Time.String())
	}
	if parts == nil {
		return "no limits"
	}
	return strings.Join(parts, " ")
}

// size writes bytes as %limit reads them.
func size(bytes int64) string {
	for _, unit := range []struct {
		name  string
		bytes float64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n := float64(bytes) / unit.bytes; n >= 1 {
			return fmt.Sprintf("%.4g%s", n, unit.name)
		}
	}
	return fmt.Sprintf("%dB", bytes)
}
