package setup_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadboost/kernel/jupyter"
	"threadboost/kernel/setup"
	"threadboost/kernel/setup/setuptest"
)

// real is the lab of this repository, as its sources say.
func real(t testing.TB) setup.Env {
	t.Helper()
	env := setuptest.Lab(t)
	if !setup.Healthy(setup.Facts(t.Context(), env.Root, jupyter.Exporter())) {
		setuptest.Missing(t, "the lab is not as its sources say: go run ./kernel setup")
	}
	return env
}

func TestRealSetup(t *testing.T) {
	env := real(t)
	var out bytes.Buffer
	if _, err := setup.Ensure(t.Context(), env.Root, jupyter.Exporter(), &out); err != nil || out.Len() > 0 {
		t.Errorf("Ensure with everything there printed %q, %v, want nothing", &out, err)
	}
	got := python(t, env, "from nbconvert.exporters import get_exporter; print(get_exporter('html').__module__)", "")
	if !strings.HasPrefix(got, "threadboost_export") {
		t.Errorf("the exporter named html is %q, want ours", got)
	}
	got = python(t, env, "from jupyterlab.labapp import LabApp; app = LabApp.initialize_server(['--allow-root', '--no-browser']); "+
		"print(*app.kernel_spec_manager.find_kernel_specs())", "")
	if got != "threadboost" {
		t.Errorf("JupyterLab offers the kernels %q, want threadboost alone", got)
	}
}

// A bare cell finds the library, and says what it prints.
func TestRealCell(t *testing.T) {
	env := real(t)
	got := cells(t, env, task{
		Kernels: map[string]spec{"threadboost": installed(t, env)},
		Cell:    "import \"threadboost/lib/model\"\n%%\nfmt.Println(ROUND, model.Sequential{})",
		Rounds:  1,
	})
	if out := got["threadboost"].Output; !strings.HasPrefix(out, "1 ") {
		t.Errorf("the cell printed %q, want its round and a model", out)
	}
}

// BenchmarkCell prints how long a lesson's cell takes with our kernelspec and with GoNB as it comes, side by side. Both
// have the modules that the cell imports at the same versions; the rest is settings.
func BenchmarkCell(b *testing.B) {
	env := real(b)
	ours := installed(b, env)
	stock := ours
	stock.Argv = ours.Argv[:3]
	stock.Env = map[string]string{"PATH": ours.Env["PATH"]}
	t := task{
		Kernels: map[string]spec{"threadboost": ours, "stock": stock},
		First:   map[string][]string{"stock": {"!*go mod edit " + requirements(b, env)}},
		Cell:    lessonCell,
		Rounds:  9,
	}
	for b.Loop() {
		got := cells(b, env, t)
		for name, c := range got {
			if !strings.HasPrefix(c.Output, "9 ") {
				b.Fatalf("the cell of %s printed %q", name, c.Output)
			}
		}
		a, z := got["threadboost"].median(), got["stock"].median()
		b.ReportMetric(a, "s/cell")
		b.ReportMetric(z, "s/stock-cell")
		b.ReportMetric(a/z, "ratio")
	}
}

const lessonCell = `import (
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
)
%%
df := dataframe.New(series.New([]float64{1, 2}, series.Float, "x"))
p := plot.New()
p.Title.Text = df.String()
fmt.Println(ROUND, len(p.Title.Text), stat.Mean([]float64{1, 3}, nil))`

// requirements are the product's, as flags of go mod edit.
func requirements(t testing.TB, env setup.Env) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{if and (not .Main) (not .Indirect)}}-require={{.Path}}@{{.Version}}{{end}}", "all")
	cmd.Dir = env.Root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

type spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

func installed(t testing.TB, env setup.Env) (s spec) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(env.Venv(), "share/jupyter/kernels/threadboost/kernel.json"))
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type task struct {
	Kernels map[string]spec     `json:"kernels"`
	First   map[string][]string `json:"first"`
	Cell    string              `json:"cell"`
	Rounds  int                 `json:"rounds"`
}

type cell struct {
	Seconds []float64 `json:"seconds"`
	Output  string    `json:"output"`
}

func (c cell) median() float64 { return slices.Sorted(slices.Values(c.Seconds))[len(c.Seconds)/2] }

//go:embed testdata/cells.py
var driver string

func cells(t testing.TB, env setup.Env, what task) (got map[string]cell) {
	t.Helper()
	if what.First == nil {
		what.First = map[string][]string{}
	}
	in, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	out := python(t, env, driver, string(in))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("the driver printed %q: %v", out, err)
	}
	if missing := len(what.Kernels) - len(got); missing != 0 {
		t.Fatalf("%d kernels did not answer: %v", missing, slices.Collect(maps.Keys(got)))
	}
	return got
}

// python runs a script of the venv in a folder of its own and returns what it printed.
func python(t testing.TB, env setup.Env, script, stdin string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), env.Python(), "-c", script)
	cmd.Dir = t.TempDir()
	cmd.Env = env.Environ(os.Environ())
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if exit, ok := err.(*exec.ExitError); ok {
			stderr = exit.Stderr
		}
		t.Fatalf("python: %v\n%s", err, stderr)
	}
	return strings.TrimSpace(string(out))
}
