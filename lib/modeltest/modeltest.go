// Package modeltest checks that a lab.Model keeps its contract: each unit once, errors and panics of units passed over, an end soon
// after the context's, nothing left behind.
//
// It resembles testing/fstest. [Run] is for a test, [Check] for a cell of a notebook:
//
//	fmt.Println(modeltest.Check(ctx, Mine{}))
//
// What a model promises beyond that is claimed and checked with it: how many units run at once ([Limit]), or in which order ([InOrder],
// [KeysInOrder]).
//
//	fmt.Println(modeltest.Check(ctx, Mine{Workers: 3}, modeltest.Limit(3)))
//
// The units of the checks have keys and stages, so that models which need them can be checked like all others.
//
// The model runs within lab.Run, under the same rules as in an experiment. The package says nothing about speed.
//
// Cost: about 0.4 s for a good model (BenchmarkCheck), up to 12 s for one that blocks. A model that panics on a goroutine which it started
// itself ends the program: nothing can contain that.
package modeltest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"threadboost/lib/lab"
)

// Check runs a model through all checks, and those of what it claims, and returns what it found wrong, one error a check, joined; nil means that the model keeps
// the contract. When the model skips or repeats units, or blocks, the checks that follow say nothing new and are left out.
func Check(ctx context.Context, m lab.Model, claims ...Claim) error {
	var found []error
	for _, c := range with(claims) {
		err := c.run(ctx, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			found = append(found, fmt.Errorf("modeltest: %s: %s: %w", lab.NameOf(m), c.name, err))
		}
		if c.last(err) {
			break
		}
	}
	return errors.Join(found...)
}

// Run runs a model through all checks, and those of what it claims, each as a subtest.
func Run(t *testing.T, m lab.Model, claims ...Claim) {
	t.Helper()
	for _, c := range with(claims) {
		var err error
		t.Run(c.name, func(t *testing.T) {
			if err = c.run(t.Context(), m); err != nil {
				t.Error(err)
			}
		})
		if c.last(err) {
			return
		}
	}
}

// A check is one clause of the contract.
type check struct {
	name  string
	run   func(ctx context.Context, m lab.Model) error
	basic bool // without it the other checks say nothing new
}

var checks = []check{
	{"runs every unit once", everyUnitOnce, true},
	{"returns after the last unit", returnsLast, false},
	{"goes on after an error", goesOnAfterError, false},
	{"goes on after a panic", goesOnAfterPanic, false},
	{"leaves the job as it is", leavesJob, false},
	{"can run again and at the same time", sharesNothing, false},
	{"stops when its context ends", stops, false},
	{"starts nothing after its context ended", staysOff, false},
	{"can run again after it was called off", runsAgain, false},
	{"leaves no goroutine", leavesNoGoroutine, false},
}

// with returns all checks, those of the contract first.
func with(claims []Claim) []check {
	all := slices.Clone(checks)
	for _, c := range claims {
		all = append(all, c.check)
	}
	return all
}

// last reports whether the checks after this one make no sense.
func (c check) last(err error) bool {
	return err != nil && c.basic || errors.Is(err, errBlocked)
}
