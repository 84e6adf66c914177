// Package boost is the front door for notebooks: functions that measure, return gota dataframes and show tables and figures in the
// cell. One import carries a lesson.
//
//	var reading = lab.Experiment{
//		Name:     "reading",
//		Workload: filework.Read{Files: 500, Size: 64 * lab.KiB},
//		Models:   lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}},
//	}
//
//	%%
//	df := boost.Run(reading)   // measures, with a progress bar
//	boost.Table(df)
//	boost.Speedup(df)
//
//	%%
//	boost.TaskStream(reading, "Pool(8)")   // any later cell: loads, does not measure again
//
//	%%
//	df = boost.Sweep(lab.Sweep{             // how it scales
//		Name: "scaling", Param: "workers", Values: []int{1, 2, 4, 8, 16, 32},
//		Make: func(n int) (lab.Workload, lab.Model) { return reading.Workload, model.Pool{Workers: n} },
//	})
//	boost.Scaling(df)
//
// [Speedup], [Improvement], [Forest], [Latency], [ECDF], [HeatMap], [Scaling] and [Efficiency] show what was found, [Resources] what it
// took, [TaskStream], [Depth] and [Path] what happened within one trial, [Trials], [Spread] and [Noise] how far the machine is to be
// believed. Who writes down what to expect with [Predict] before a run learns most from it, and [Score] tells how near that was.
//
// [Files], [API], [CRUD], [CPU], [Data], [Contention] and [Own] are ready-made experiments under sequential, threaded and asynchronous
// models; [Claims] looks into what is often said of concurrency.
//
// A verdict is one sentence below the table: "Pool(8) is 5.9 times as fast as Sequential (95 % interval 5.6 to 6.2, 10 rounds, Holm
// p = 0.0004)", "slower", or "no evidence", which is not that two models are equal. Figures claim no more than that. Rounds that a test
// finds cold are left out where enough others are left, and the caption counts them; Control in an experiment or a sweep shows how much
// is noise.
//
// A notebook evaluates a var again in every later cell, so an experiment is plain data that costs nothing, and measuring is a verb
// that is called in a cell's body. What was measured is stored; figures take the experiment and load its newest run, or take the
// dataframe that Run returned.
//
// An error ends the cell with one clear line and no stack. A program of yours that wants errors as values uses lab, frame and
// picture themselves, as this package does.
package boost

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"threadboost/lib/frame"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

// Run measures an experiment, shows its progress, stores the results and returns a dataframe with one row a model; see
// frame.Summary for its columns. An interrupt (the notebook's Stop, Ctrl-C) keeps the trials that are finished, which [Load] then
// returns, and ends the cell.
func Run(e lab.Experiment) dataframe.DataFrame {
	results, err := measured(e.Name, func(ctx context.Context, o lab.Options) (*lab.Results, error) { return lab.Run(ctx, e, o) })
	if err != nil {
		fail(err)
	}
	df, _ := frame.Summary(results)
	return df
}

// Compare measures a workload under some models and returns what [Run] returns. Without models it takes the three that every
// comparison should have: one after the other, all at once, and a pool of eight workers. What else is worth a try depends on the work: for
// waiting model.Semaphore, model.EventLoop and model.Adaptive, for computing model.Chunks and model.Steal with as many workers as
// cores, for steps model.Pipeline, for shared state model.Actors, for units that may crash procs.Processes; package model says which when.
func Compare(w lab.Workload, models ...lab.Model) dataframe.DataFrame {
	if len(models) == 0 {
		models = lab.Models{model.Sequential{}, model.Goroutines{}, model.Pool{Workers: 8}}
	}
	name := "comparison"
	if w != nil {
		name = lab.NameOf(w)
	}
	return Run(lab.Experiment{Name: name, Workload: w, Models: models})
}

// Load returns the dataframe of the newest stored run of an experiment or a sweep and says how old it is and where it was measured. It
// never measures.
func Load[E lab.Experiment | lab.Sweep](e E) dataframe.DataFrame {
	results := stored(e)
	if results.Param != "" {
		df, _ := frame.Scaling(results)
		return df
	}
	df, _ := frame.Summary(results)
	return df
}

// fail ends the cell: the error as one line on standard error, no stack, exit status 1.
func fail(err error) {
	fmt.Fprintln(os.Stderr, oneLine(err.Error()))
	exit(1)
}

// oneLine joins the lines of an error.
func oneLine(text string) string {
	return frame.Printable(strings.ReplaceAll(strings.TrimSpace(text), "\n", "; "))
}

var exit = os.Exit // tests replace it
