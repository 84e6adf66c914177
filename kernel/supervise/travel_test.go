//go:build linux

package supervise_test

import (
	"strings"
	"testing"
)

// cubes declares a workload and has the cell's program serve it.
const cubes = `import (
	"encoding/json"
	"threadboost/lib/cpuwork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/procs"
)

type Cubes struct{ Units int }

func (c Cubes) Prepare(context.Context) (*lab.Job, error) {
	params, err := json.Marshal(c)
	return &lab.Job{
		Units: c.Units,
		Unit:  func(_ context.Context, i int) (uint64, error) {
			fmt.Println("unit", i)
			return uint64(i * i * i), nil
		},
		Spec: &lab.Spec{Workload: "Cubes", Params: params},
	}, err
}

func init_workers() { procs.Serve(procs.Roster{"Cubes": procs.Decode[Cubes]}) }

func measure(w lab.Workload) {
	e := lab.Experiment{Name: "travel", Workload: w, Models: lab.Models{model.Sequential{}, procs.Processes{Workers: 2}}, Trials: 1}
	r, err := lab.Run(context.Background(), e, lab.Options{})
	fmt.Println("measured", len(r.Trials), err)
}`

// TestOwnWorkloadTravels: workers of a workload that is declared in a cell are copies of the program of the cell that runs, which write to
// it, and no cells. Other workloads go to the installed program.
func TestOwnWorkloadTravels(t *testing.T) {
	t.Parallel()
	_, c := open(t)
	execute(t, c, cubes)
	r := execute(t, c, "%%\nfmt.Println(\"once\")\nmeasure(Cubes{Units: 2})\nmeasure(cpuwork.Primes{Units: 2, Size: 10})")
	shown := strings.Join(r.Shown(), "\n")
	if r.Executed().Status != "ok" || strings.Count(shown, "once") != 1 || strings.Count(shown, "measured 2 <nil>") != 2 {
		t.Errorf("the cell showed %q, want \"once\", and two measurements of 2 trials", shown)
	}
	if strings.Count(shown, "unit 0") != 2 || strings.Count(shown, "unit 1") != 2 || strings.Contains(shown, "threadboost wire") {
		t.Errorf("the cell showed %q, want what its units print in the cell and in the workers, and nothing that workers say to their parent", shown)
	}
	works(t, c)
}
