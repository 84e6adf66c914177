package measure

import "time"

// A Disturbance says that others took from a trial what it could have used.
type Disturbance struct {
	Kind  Disturber
	Cores float64 // processors that it took on average
}

// A Disturber is who disturbed a trial.
type Disturber string

// The kinds of disturbers.
const (
	Others    Disturber = "others"    // other programs on the same processors
	Stolen    Disturber = "stolen"    // other machines on the same host
	Throttled Disturber = "throttled" // the limit of the control group
)

// What disturbs: a quarter of a core in other programs, a twentieth in what makes the program stand still. The kernel counts in steps of
// 10 ms on each processor, so that less than 40 ms says nothing.
const (
	muchOfOthers = 0.25
	muchStanding = 0.05
	leastCounted = 4 * tick
)

// Disturbances returns what disturbed a trial of some length enough to be said.
func (u Usage) Disturbances(wall time.Duration) []Disturbance {
	var found []Disturbance
	for _, d := range []struct {
		kind Disturber
		time time.Duration
		much float64
	}{{Others, u.Others, muchOfOthers}, {Stolen, u.Stolen, muchStanding}, {Throttled, u.Throttled, muchStanding}} {
		if cores := d.time.Seconds() / wall.Seconds(); d.time >= leastCounted && cores >= d.much {
			found = append(found, Disturbance{d.kind, cores})
		}
	}
	return found
}
