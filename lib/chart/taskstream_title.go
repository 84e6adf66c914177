package chart

import (
	"fmt"
	"strings"

	"threadboost/lib/internal/quantity"
)

// totals is what a task stream adds up to, in nanoseconds.
type totals struct {
	wall, ran, waited, held, mixed float64
	workers, units, fails, retries int
	cores                          int
	noun                           string // what the spans are
}

func (t TaskStream) total() totals {
	sum := totals{wall: float64(t.WallNS), units: len(t.Units), cores: t.Cores, noun: "unit"}
	if len(t.Lanes) > 0 {
		sum.noun = "step"
	}
	workers := map[int]bool{}
	for _, u := range t.Units {
		sum.held += float64(u.Ready)
		sum.waited += float64(u.Waited - u.Ready)
		if took := float64(u.Ended - u.Started - u.Waited); u.Mixed {
			sum.mixed += took
		} else {
			sum.ran += took
		}
		if u.Retried {
			sum.retries++
		}
		workers[u.Lane] = true
		if u.Failed {
			sum.fails++
		}
	}
	sum.workers = len(workers)
	return sum
}

// title says what the workers mostly did. Workers that outnumber the cores do not all compute while
// they run, so that their sum is not called work.
func (s totals) title() string {
	const overlapping = 1.05
	spent := max(s.ran, s.waited, s.held, s.mixed)
	wall, amount := quantity.Duration(s.wall), quantity.Duration(spent)
	all := wall
	if spent < 100*s.wall {
		all = inUnitOf(spent, s.wall)
	}
	var title string
	switch waits := s.waited >= s.ran; {
	case spent == s.held && spent > 0:
		title = fmt.Sprintf("Ready units are blocked for %s in all, in %s", amount, all)
	case spent == s.mixed && spent > 0:
		title = fmt.Sprintf("%s are busy for %s in all, in %s", quantity.Count(s.workers, "worker"), amount, all)
	case s.workers == 1 && s.waited > s.wall*overlapping:
		title = fmt.Sprintf("One worker overlaps %s of waiting in %s", amount, all)
	case s.workers == 1 && waits:
		title = fmt.Sprintf("One worker waits %s of %s", amount, all)
	case s.workers == 1:
		title = fmt.Sprintf("One worker computes %s of %s", amount, all)
	case waits && s.waited > s.wall*overlapping:
		title = fmt.Sprintf("%s overlap %s of waiting in %s", quantity.Count(s.workers, "worker"), amount, all)
	case waits:
		title = fmt.Sprintf("%s wait %s in all, in %s", quantity.Count(s.workers, "worker"), amount, all)
	case s.cores >= s.workers:
		title = fmt.Sprintf("%s compute %s of work in %s", quantity.Count(s.workers, "worker"), amount, all)
	case s.cores > 0:
		title = fmt.Sprintf("%s share %s for %s", quantity.Count(s.workers, "worker"), quantity.Count(s.cores, "core"), wall)
	default:
		title = fmt.Sprintf("%s run side by side for %s", quantity.Count(s.workers, "worker"), wall)
	}
	if s.fails > 0 {
		title += fmt.Sprintf("; %s of %s failed", quantity.Number(float64(s.fails)), quantity.Count(s.units, s.noun))
	} else if s.retries > 0 {
		title += fmt.Sprintf("; %s of %s were retried", quantity.Number(float64(s.retries)), quantity.Count(s.units, s.noun))
	}
	return title
}

func (s totals) alt(model string) string {
	parts := []string{
		fmt.Sprintf("Task stream of %s: %s on %s in %s", model, quantity.Count(s.units, s.noun), quantity.Count(s.workers, "worker"), quantity.Duration(s.wall)),
		quantity.Duration(s.ran) + " running", quantity.Duration(s.waited) + " waiting",
	}
	if s.held > 0 {
		parts = append(parts, quantity.Duration(s.held)+" blocked")
	}
	if s.mixed > 0 {
		parts = append(parts, quantity.Duration(s.mixed)+" running or waiting")
	}
	return strings.Join(parts, ", ") + "."
}

// inUnitOf writes a duration in the unit that suits another one, so that the two compare at a glance.
func inUnitOf(other, ns float64) string {
	unit := quantity.Duration(other)
	unit = unit[strings.LastIndexByte(unit, ' '):]
	size := map[string]float64{" ns": 1, " µs": 1e3, " ms": 1e6, " s": 1e9}[unit]
	return quantity.Number(ns/size) + unit
}
