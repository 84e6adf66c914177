package lab

import (
	"time"

	"threadboost/lib/measure"
)

// Results are what a run measured.
type Results struct {
	Info
	Trials []Trial // finished trials, in the order in which they ran
}

// Info describes a run; it is what run.json holds.
type Info struct {
	Format     int             `json:"format"`               // of the run's files; see [Store]
	ID         string          `json:"id"`                   // the run's folder; empty before it is saved
	Experiment string          `json:"experiment"`           // Experiment.Name
	Workload   string          `json:"workload"`             // NameOf the workload
	Models     []string        `json:"models"`               // NameOf each model, in the order of the experiment
	Baseline   string          `json:"baseline"`             // the model that the others are compared with
	Control    string          `json:"control,omitempty"`    // the name under which the baseline ran once more, if it did
	Param      string          `json:"param,omitempty"`      // what a [Sweep] changed; empty for an experiment
	Values     []int           `json:"values,omitempty"`     // of Param, one for each of Models
	Rounds     int             `json:"rounds"`               // trials of each model that were asked for, or that [Until] let run
	Units      int             `json:"units"`                // of each trial; of the first one of a sweep, whose trials may differ
	Seed       uint64          `json:"seed"`                 // of the order within the rounds
	Started    time.Time       `json:"started"`              // of the first trial
	ElapsedMS  float64         `json:"elapsed_ms"`           // of the whole run, with what is not timed
	Partial    bool            `json:"partial"`              // stopped before all trials had run
	Stopped    string          `json:"stopped,omitempty"`    // the error that ended the run, if any
	Until      *Until          `json:"until,omitempty"`      // nil for a number of rounds that was given
	HalfWidth  float64         `json:"half_width,omitempty"` // of the interval that Until looks at, at the end; 0: not known
	Machine    measure.Machine `json:"machine"`

	Versions map[string]string `json:"versions"` // of the modules that were built in, by path
}

// A Trial is one run of the workload under one model.
type Trial struct {
	Model   string
	Round   int           // from 1
	Order   int           // place within the round, from 1
	Cold    bool          // of the first round, which finds caches and pools empty
	Started time.Time     // wall time
	Wall    time.Duration // makespan
	Usage   measure.Usage // what the whole process used during the trial, and what others did

	Units    []measure.Unit             // one record a unit, by its number
	Due      []int64                    // when each unit was due, in nanoseconds after the start; nil: all at the start
	Ready    []int64                    // how long each unit was ready to go on after a wait, but queued for its turn; nil: it never had to
	Bytes    []int64                    // bytes that each unit said it moved; nil: none did
	Failures map[int]string             // error text by unit; nil: none
	Stages   []StageSpans               // of a workload with stages, in their order
	Series   map[string][]measure.Point // what the model observed, by name
}

// Latency returns how long after it was due unit i ended, in nanoseconds.
func (t *Trial) Latency(i int) int64 {
	if t.Due == nil {
		return t.Units[i].Ended
	}
	return t.Units[i].Ended - t.Due[i]
}

// Of returns the trials of a model, in the order in which they ran.
func (r *Results) Of(model string) []*Trial {
	var trials []*Trial
	for i := range r.Trials {
		if r.Trials[i].Model == model {
			trials = append(trials, &r.Trials[i])
		}
	}
	return trials
}
