package cell

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Command is a line of ours.
type Command struct {
	Line  int    // from 1
	Name  string // "models", "help", "?", "time", "race", "leaks" or "limit"
	Topic string // of %help and ?name
	Deep  bool   // ??name
	Limit Limit  // of %limit
}

// Limit is what %limit asks for. The zero value asks to show the limits.
type Limit struct {
	Memory int64         // bytes; 0 leaves it as it is, NoMemory takes it off
	Time   time.Duration // 0 leaves it as it is, NoTime takes it off
}

const (
	NoMemory int64         = -1
	NoTime   time.Duration = -1
)

// leastMemory is what the run-time of a Go program needs before the cell has done anything.
const leastMemory = 32 << 20

// own are the names of ours, each with the parser of its arguments.
var own = map[string]func(args string) (Command, error){
	"models": func(args string) (Command, error) { return Command{}, alone("%models", args) },
	"time":   func(args string) (Command, error) { return Command{}, alone("%time", args) },
	"race":   func(args string) (Command, error) { return Command{}, alone("%race", args) },
	"leaks":  func(args string) (Command, error) { return Command{}, alone("%leaks", args) },
	"help":   func(args string) (Command, error) { return Command{Topic: args}, nil },
	"limit":  limit,
	"?": func(args string) (Command, error) {
		topic := strings.TrimLeft(args, "?")
		return Command{Topic: topic, Deep: len(args)-len(topic) > 1}, nil
	},
}

func alone(name, args string) error {
	if args == "" {
		return nil
	}
	return fmt.Errorf("%s stands alone on its line and is for the whole cell: take %q away", name, args)
}

func limit(args string) (c Command, err error) {
	if args == "off" {
		return Command{Limit: Limit{Memory: NoMemory, Time: NoTime}}, nil
	}
	for _, arg := range strings.Fields(args) {
		name, value, found := strings.Cut(arg, "=")
		switch {
		case found && name == "memory":
			c.Limit.Memory, err = memory(value)
		case found && name == "time":
			c.Limit.Time, err = duration(value)
		default:
			err = errors.New("is not one of memory=2GiB, time=5m and off")
		}
		if err != nil {
			return Command{}, fmt.Errorf("%%limit: %q %w", arg, err)
		}
	}
	return c, nil
}

var units = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9},
	{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"B", 1},
}

func memory(value string) (int64, error) {
	if value == "off" {
		return NoMemory, nil
	}
	for _, unit := range units {
		number, found := strings.CutSuffix(value, unit.name)
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		switch {
		case err != nil || math.IsNaN(n) || n*unit.bytes >= math.MaxInt64:
			return 0, errors.New("is not a size: write for example memory=2GiB")
		case n*unit.bytes < leastMemory:
			return 0, errors.New("is less than a Go program needs: at least 32MiB")
		}
		return int64(n * unit.bytes), nil
	}
	return 0, errors.New("needs a number with a unit: write for example memory=2GiB or memory=500MiB")
}

func duration(value string) (time.Duration, error) {
	if value == "off" {
		return NoTime, nil
	}
	d, err := time.ParseDuration(value)
	switch {
	case err != nil:
		return 0, errors.New("is not a time: write for example time=30s or time=5m")
	case d <= 0:
		return 0, errors.New("must be more than nothing: write for example time=30s")
	}
	return d, nil
}
