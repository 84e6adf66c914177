package results

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/perf/benchfmt"

	"threadboost/lib/lab"
)

// writeBenchfmt writes one benchmark result a trial, as Go's own benchmarks print them: the makespan as sec/op, throughput, processor
// time and allocations. `benchstat -col /model FILE` compares the models, `benchstat OLD NEW` two runs.
func writeBenchfmt(w io.Writer, r *lab.Results) error {
	out := benchfmt.NewWriter(w)
	config := configOf(r)
	for i := range r.Trials {
		t := &r.Trials[i]
		err := out.Write(&benchfmt.Result{
			Config: config, Name: benchfmt.Name(identifier(r.Experiment) + "/model=" + word(t.Model)), Iters: 1,
			Values: []benchfmt.Value{
				{Value: float64(t.Wall), Unit: "ns/op"},
				{Value: t.Throughput(), Unit: "units/s"},
				{Value: float64(t.Usage.User + t.Usage.System), Unit: "cpu-ns/op"},
				{Value: float64(t.Usage.AllocBytes), Unit: "B/op"},
				{Value: float64(t.Usage.Allocs), Unit: "allocs/op"},
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func configOf(r *lab.Results) []benchfmt.Config {
	var config []benchfmt.Config
	for _, c := range []struct{ key, value string }{
		{"goos", r.Machine.OS}, {"goarch", r.Machine.Arch}, {"cpu", r.Machine.CPU}, {"go", r.Machine.Go},
		{"experiment", r.Experiment}, {"workload", r.Workload},
	} {
		if c.value != "" {
			config = append(config, benchfmt.Config{Key: c.key, Value: []byte(c.value), File: true})
		}
	}
	return config
}

// identifier makes a benchmark's name of that of an experiment: words drawn together, each with a capital.
func identifier(name string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		runes := []rune(part)
		b.WriteString(string(unicode.ToUpper(runes[0])) + string(runes[1:]))
	}
	if b.Len() == 0 {
		return "Experiment"
	}
	return b.String()
}

// word is a text without spaces and slashes, which end a name or a part of it.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '/':
			return '|'
		}
		return r
	}, s)
}
