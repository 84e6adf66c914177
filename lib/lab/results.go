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
	Format     int             `json:"format"`            // of the run's files; see [Store]
	ID         string          `json:"id"`                // the run's folder; empty before it is saved
	Experiment string          `json:"experiment"`        // Experiment.Name
	Workload   string          `json:"workload"`          // NameOf the workload
	Models     []string        `json:"models"`            // NameOf each model, in the order of the experiment
	Baseline   string          `json:"baseline"`          // the model that the others are compared with
	Rounds     int             `json:"rounds"`            // trials of each model that were asked for
	Units      int             `json:"units"`             // of each trial
	Seed       uint64          `json:"seed"`              // of the order within the rounds
	Started    time.Time       `json:"started"`           // of the first trial
	ElapsedMS  float64         `json:"elapsed_ms"`        // of the whole run, with what is not timed
	Partial    bool            `json:"partial"`           // stopped before all trials had run
	Stopped    string          `json:"stopped,omitempty"` // the error that ended the run, if any
	Machine    measure.Machine `json:"machine"`

	Versions map[string]string `json:"versions"` // of the modules that were built in, by path
}

// A Trial is one run of the workload under one model.
type Trial struct {
	Model   string
	Round   int           // from 1
	Order   int           // place within the round, from 1
	Started time.Time     // wall time
	Wall    time.Duration // makespan
	Usage   measure.Usage // processor time of the whole process during the trial

	Units    []measure.Unit // one record a unit, by its number
	Due      []int64        // when each unit was due, in nanoseconds after the start; nil: all at the start
	Failures map[int]string // error text by unit; nil: none
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
