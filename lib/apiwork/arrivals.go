package apiwork

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Arrivals are the schedule of an open loop: requests arrive at a rate, whether or not earlier ones have been answered, as they do from
// many users who do not know of each other. Latency then counts from when a request was due (see lab.Job.Due): a server that stops, or a
// model with too few workers, cannot hold back the requests that show it.
//
// The zero value is a closed loop: every request is there from the start, and the model sends the next one when it can.
type Arrivals struct {
	PerSecond float64 // the rate; zero means a closed loop
	// Poisson makes the times between two arrivals differ as those of independent users do: exponential with a mean of 1/PerSecond. They
	// are the same in every trial. Otherwise they are all equal.
	Poisson bool
}

// open reports whether there is a schedule.
func (a Arrivals) open() bool { return a.PerSecond != 0 }

// schedule returns when each request is due.
func (a Arrivals) schedule(seed uint64, requests int) []time.Duration {
	due := make([]time.Duration, requests)
	gap, at := float64(time.Second)/a.PerSecond, 0.0
	for i := range due {
		if a.Poisson {
			at += -gap * math.Log1p(-drawArrival.of(seed, i, 0))
		} else {
			at = gap * float64(i)
		}
		due[i] = time.Duration(at)
	}
	return due
}

func (a Arrivals) check(requests int) error {
	switch {
	case a.PerSecond == 0 && a.Poisson:
		return fmt.Errorf("its arrivals have no rate: set PerSecond, or leave Poisson out for a closed loop")
	case !(a.PerSecond >= 0) || a.PerSecond > 1e9:
		return fmt.Errorf("%v requests arrive a second: want more than 0 and at most 1e9, or 0 for a closed loop", a.PerSecond)
	case a.open() && float64(requests)/a.PerSecond > slowest.Seconds():
		return fmt.Errorf("%d requests at %v a second take longer than %v: want fewer or a higher rate", requests, a.PerSecond, slowest)
	}
	return nil
}

// String describes the schedule, such as "open loop 200/s".
func (a Arrivals) String() string {
	if !a.open() {
		return "closed loop"
	}
	text := "open loop " + strconv.FormatFloat(a.PerSecond, 'g', -1, 64) + "/s"
	if a.Poisson {
		text += " (Poisson)"
	}
	return text
}
