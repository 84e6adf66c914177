package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Store keeps results in a folder, one folder a run, named by its time and experiment. Each holds
//
//	run.json    what was run, when and on which machine: [Info]
//	trials.csv  one row a trial
//	units.csv   one row a unit of each trial; times are nanoseconds after the trial's start
//	stages.csv  one row a unit and stage, where the workload has stages
//	series.csv  one row a point that a model observed, where one did
//
// The files are plain: pandas.read_csv takes them as they are. Texts are kept, but for what readers disagree about: line ends become
// \n, NUL and what is not UTF-8 become U+FFFD. A run appears under its name all at once or not at all, also when
// the process is killed while it saves.
type Store struct{ Dir string }

// ErrNotFound is returned when a store holds no run of an experiment.
var ErrNotFound = errors.New("no stored run")

const (
	format       = 2 // of the run's files; a change that older readers cannot take counts it up
	oldestFormat = 1 // that is read: fewer columns

	runFile    = "run.json"
	trialsFile = "trials.csv"
	unitsFile  = "units.csv"
	stagesFile = "stages.csv"
	seriesFile = "series.csv"
	unfinished = ".saving-" // prefix of the folder of a run that is being written
)

// DefaultStore returns the store of this project: the folder in the environment variable THREADBOOST_RESULTS, else data/results in
// the repository of ThreadBoost around the working folder, else data/results in the working folder itself.
func DefaultStore() *Store {
	if dir := os.Getenv("THREADBOOST_RESULTS"); dir != "" {
		return &Store{Dir: dir}
	}
	return &Store{Dir: filepath.Join(repository(), "data", "results")}
}

// repository returns the nearest folder upwards whose go.mod is ThreadBoost's, or "".
func repository() string {
	wd, err := os.Getwd()
	if err != nil {
		return ""
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module threadboost\n") {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// Load returns the newest run of an experiment, or an error that is [ErrNotFound]. It never measures.
func (s *Store) Load(experiment string) (*Results, error) {
	runs, err := s.List()
	if err != nil {
		return nil, err
	}
	for _, info := range slices.Backward(runs) {
		if info.Experiment == experiment {
			return s.Open(info.ID)
		}
	}
	return nil, fmt.Errorf("lab: %w of experiment %q in %s: run it first", ErrNotFound, experiment, s.Dir)
}

// List returns the stored runs, oldest first. Folders without a readable run.json are passed over.
func (s *Store) List() ([]Info, error) {
	entries, err := os.ReadDir(s.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("lab: the stored runs cannot be listed: %w", err)
	}
	var runs []Info
	for _, entry := range entries {
		if info, err := s.Info(entry.Name()); err == nil {
			runs = append(runs, info)
		}
	}
	slices.SortStableFunc(runs, func(a, b Info) int { return a.Started.Compare(b.Started) })
	return runs, nil
}

// Info returns what is stored about the run of an ID, without its trials.
func (s *Store) Info(id string) (Info, error) {
	var info Info
	if id != filepath.Base(id) || strings.HasPrefix(id, ".") { // Base of "" is "."
		return info, fmt.Errorf("lab: %q is not the ID of a run: it is the name of a folder in %s", id, s.Dir)
	}
	data, err := os.ReadFile(filepath.Join(s.Dir, id, runFile))
	if err != nil {
		return info, fmt.Errorf("lab: run %s cannot be read: %w", id, err)
	}
	if err := json.Unmarshal(data, &info); err != nil {
		return info, fmt.Errorf("lab: run %s: %s is damaged: %w", id, runFile, err)
	}
	if info.Format < oldestFormat || info.Format > format {
		return info, fmt.Errorf("lab: run %s has format %d, this program reads %d to %d: measure it again", id, info.Format, oldestFormat, format)
	}
	info.ID = id
	return info, nil
}

// Open returns the run of an ID.
func (s *Store) Open(id string) (*Results, error) {
	info, err := s.Info(id)
	if err != nil {
		return nil, err
	}
	results := &Results{Info: info}
	if results.Trials, err = readRun(filepath.Join(s.Dir, id)); err == nil {
		err = results.consistent()
	}
	if err != nil {
		return nil, fmt.Errorf("lab: run %s is damaged: %w", id, err)
	}
	return results, nil
}

// consistent refuses trials that do not fit what run.json says of them.
func (r *Results) consistent() error {
	for n, t := range r.Trials {
		if t.Round < 1 || t.Round > r.Rounds || len(t.Units) != r.Units && r.Param == "" || !slices.Contains(r.Models, t.Model) {
			return fmt.Errorf("%s: trial %d is of model %s in round %d with %d units, but %s has %d rounds of %d units under %s",
				trialsFile, n+1, t.Model, t.Round, len(t.Units), runFile, r.Rounds, r.Units, strings.Join(r.Models, ", "))
		}
	}
	return nil
}
