package boost

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"threadboost/lib/lab"
)

// predictions are all that was predicted for an experiment, oldest first. They are kept as one small file of JSON beside the stored
// runs, which appears under its name all at once or not at all.
type predictions struct {
	Experiment string       `json:"experiment"`
	Made       []prediction `json:"predictions"`
	file       string
}

// A prediction is what was predicted at one time.
type prediction struct {
	At       time.Time `json:"at"`
	Speedups Guess     `json:"speedups"`
}

// mostPredictions are kept; the oldest ones go first.
const mostPredictions = 100

// predictionsOf reads what was predicted for an experiment; nothing is no error.
func predictionsOf(experiment string) (*predictions, error) {
	sum := sha256.Sum256([]byte(experiment)) // a name may hold what a file's name may not
	p := &predictions{Experiment: experiment, file: filepath.Join(lab.DefaultStore().Dir, "predictions", fmt.Sprintf("%x.json", sum[:8]))}
	data, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(data, p)
	}
	if err == nil && p.Experiment != experiment {
		err = fmt.Errorf("it is of experiment %q", p.Experiment)
	}
	if err != nil {
		return nil, fmt.Errorf("boost: what was predicted for %q cannot be read: %w: delete %s and predict again", experiment, err, p.file)
	}
	return p, nil
}

// add keeps a guess. One that says what is known already keeps its first time, because a cell may be run twice.
func (p *predictions) add(guess Guess, now time.Time) error {
	known := Guess{}
	for _, one := range p.Made {
		maps.Copy(known, one.Speedups)
	}
	merged := maps.Clone(known)
	if maps.Copy(merged, guess); maps.Equal(merged, known) {
		return nil
	}
	p.Made = append(p.Made, prediction{now, guess})
	if more := len(p.Made) - mostPredictions; more > 0 {
		p.Made = p.Made[more:]
	}
	if err := p.save(); err != nil {
		return fmt.Errorf("boost: what is predicted for %q cannot be kept: %w", p.Experiment, err)
	}
	return nil
}

// save writes to a file aside and renames it.
func (p *predictions) save() error {
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(p.file)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	aside, err := os.CreateTemp(dir, ".saving-*")
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name()) // no longer there after the rename
	_, err = aside.Write(append(data, '\n'))
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	return os.Rename(aside.Name(), p.file)
}

// before returns the last guess for each model that was made before a time, when the last of them was made, and which models
// were guessed afterwards alone.
func (p *predictions) before(start time.Time) (guess Guess, last time.Time, late []string) {
	guess = Guess{}
	after := Guess{}
	for _, one := range p.Made {
		if one.At.Before(start) {
			maps.Copy(guess, one.Speedups)
			last = one.At
		} else {
			maps.Copy(after, one.Speedups)
		}
	}
	for model := range after {
		if _, both := guess[model]; !both {
			late = append(late, model)
		}
	}
	return guess, last, late
}
