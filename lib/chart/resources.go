package chart

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"threadboost/lib/infer"
	"threadboost/lib/internal/quantity"
)

// Resources shows what models take beside time: the processor, the pauses of the garbage collector, memory. A row for each model, a column
// for each resource with an axis of its own from 0, bars of the medians and the number at each bar's end.
type Resources struct {
	Measured []string // what was measured, in parts
	Models   []Usage  // in the order of the rows
}

// Usage is what the trials of a model used, a number for each trial.
type Usage struct {
	Name         string
	User, System []float64 // processor time in the program and in the kernel, in nanoseconds
	Pauses       []float64 // for which the garbage collector stopped the program, in nanoseconds
	Heap         []float64 // most bytes of objects at once
	Allocated    []float64 // bytes allocated in all
}

// Draw makes the figure. The title compares processor time, as far as the intervals of the medians allow. It is an error when there is
// no model or more than 24, and when a number is negative, not finite or missing.
func (r Resources) Draw() (Figure, error) {
	d, err := r.columns()
	if err != nil {
		return Figure{}, err
	}
	names := make([]string, len(r.Models))
	for i, m := range r.Models {
		names[i] = m.Name
	}
	p := tablePlot(names, len(d.columns))
	p.Add(d)
	return sheet{
		title: d.title(r.Models, short), measured: append(slices.Clone(r.Measured), "whole process", "lines: intervals of the medians"),
		alt: d.title(r.Models, full) + ". " + d.alt(r.Models),
		key: []entry{{"in the program", run}, {"in the kernel", either}}, plot: p, right: margin, above: headLine, below: 4, height: vg.Length(len(names)*rowHeight + 6),
	}.draw(), nil
}

// A resource is one column: for each model the median of a trial, its interval, and for processor time the part in the program.
type resource struct {
	name  string
	write func(float64) string
	of    []infer.Estimate
	part  []float64
}

type resourcePlotter struct{ columns []resource }

func (r Resources) columns() (resourcePlotter, error) {
	if n := len(r.Models); n == 0 || n > mostModels {
		return resourcePlotter{}, fmt.Errorf("chart: resources of %d models, want 1 to %d: choose what to compare", n, mostModels)
	}
	cpu := resource{name: "processor time", write: quantity.Duration}
	pauses := resource{name: "GC pauses", write: quantity.Duration}
	heap, allocated := resource{name: "heap, most", write: mib}, resource{name: "allocated", write: mib}
	for _, m := range r.Models {
		if err := m.check(); err != nil {
			return resourcePlotter{}, err
		}
		total := make([]float64, len(m.User))
		for i := range total {
			total[i] = m.User[i] + m.System[i]
		}
		cpu.add(total)
		share := 1.0
		if whole := infer.NewSample(total).Mean(); whole > 0 {
			share = infer.NewSample(m.User).Mean() / whole
		}
		cpu.part = append(cpu.part, share)
		pauses.add(m.Pauses)
		heap.add(m.Heap)
		allocated.add(m.Allocated)
	}
	return resourcePlotter{[]resource{cpu, pauses, heap, allocated}}, nil
}

func (r *resource) add(trials []float64) {
	const level = 0.95
	r.of = append(r.of, infer.NewSample(trials).Median(level))
}

func (u Usage) check() error {
	n := len(u.User)
	for _, c := range []struct {
		what   string
		values []float64
	}{{"user time", u.User}, {"system time", u.System}, {"GC pauses", u.Pauses}, {"heap", u.Heap}, {"allocated bytes", u.Allocated}} {
		if n == 0 || len(c.values) != n {
			return fmt.Errorf("chart: %s of %q has %s, user time %d, want one for each trial and at least one", c.what, u.Name, quantity.Count(len(c.values), "value"), n)
		}
		if i := slices.IndexFunc(c.values, func(v float64) bool { return !(v >= 0 && v <= 1e18) }); i >= 0 {
			return fmt.Errorf("chart: %s of trial %d of %q is %v, want 0 to 1e18", c.what, i+1, u.Name, c.values[i])
		}
	}
	return nil
}

// mib writes bytes.
func mib(bytes float64) string {
	const kib = 1 << 10
	switch {
	case bytes < kib:
		return quantity.Number(bytes) + " B"
	case bytes < 999.5*kib:
		return quantity.Number(bytes/kib) + " KiB"
	case bytes < 999.5*kib*kib:
		return quantity.Number(bytes/kib/kib) + " MiB"
	}
	return quantity.Number(bytes/kib/kib/kib) + " GiB"
}

func (d resourcePlotter) Plot(c draw.Canvas, p *plot.Plot) {
	const gap = 14
	x, y := p.Transforms(&c)
	for k, r := range d.columns {
		left, right := x(float64(k)), x(float64(k+1))-gap
		label(c, p, left, c.Max.Y+headLine/2, text.XLeft, soft, r.name)
		c.StrokeLine2(line(soft, 1.2), left, c.Min.Y, left, c.Max.Y)
		widest := vg.Length(0)
		most := 0.0
		for _, e := range r.of {
			widest = max(widest, widthOf(r.write(e.Value), sans(textSize)))
			most = max(most, e.Value)
			if e.Interval.Known() {
				most = max(most, e.Interval.High)
			}
		}
		if most == 0 {
			most = 1
		}
		at := func(v float64) vg.Length { return left + vg.Length(v/most)*(right-left-widest-6) }
		for i, e := range r.of {
			r.bar(c, p, i, e, at, y(float64(len(r.of)-1-i)))
		}
	}
}

// bar draws one model's bar, its interval and its number.
func (r resource) bar(c draw.Canvas, p *plot.Plot, i int, e infer.Estimate, at func(float64) vg.Length, y vg.Length) {
	const half = 7
	fill := func(from, to float64, color paint) {
		c.SetColor(color)
		c.Fill(vg.Rectangle{Min: vg.Point{X: at(from), Y: y - half}, Max: vg.Point{X: at(to), Y: y + half}}.Path())
	}
	end := e.Value
	if r.part == nil {
		fill(0, e.Value, base)
	} else {
		fill(0, r.part[i]*e.Value, run)
		fill(r.part[i]*e.Value, e.Value, either)
	}
	if e.Interval.Known() {
		c.StrokeLine2(line(ink, 1.2), at(e.Interval.Low), y, at(e.Interval.High), y)
		end = e.Interval.High
	}
	label(c, p, at(end)+5, y, text.XLeft, ink, r.write(e.Value))
}

// title compares the processor time of the models that take most and least, where their intervals do not overlap.
func (d resourcePlotter) title(models []Usage, name func(string) string) string {
	cpu := d.columns[0].of
	least, most := 0, 0
	weak := false
	for i, e := range cpu {
		if e.Value < cpu[least].Value {
			least = i
		}
		if e.Value > cpu[most].Value {
			most = i
		}
		weak = weak || !e.Interval.Reached()
	}
	at := func(i int) string { return quantity.Duration(cpu[i].Value) }
	switch {
	case len(models) == 1:
		return fmt.Sprintf("A trial of %s takes %s of processor time", name(models[0].Name), at(0))
	case weak:
		return "Too few rounds to say which models take more processor time"
	case cpu[least].Interval.High >= cpu[most].Interval.Low:
		return fmt.Sprintf("No model differs in processor time beyond the noise: %s to %s a trial", at(least), at(most))
	}
	return fmt.Sprintf("%s takes more processor time than %s: %s a trial, not %s", name(models[most].Name), name(models[least].Name), at(most), at(least))
}

func (d resourcePlotter) alt(models []Usage) string {
	var parts []string
	for i, m := range models {
		var cells []string
		for _, r := range d.columns {
			cells = append(cells, r.name+" "+r.write(r.of[i].Value))
		}
		share := quantity.Percent(100 * d.columns[0].part[i])
		parts = append(parts, fmt.Sprintf("%s %s (%s of it in the program)", full(m.Name), strings.Join(cells, ", "), share))
	}
	return "Medians of the trials: " + few(parts) + "."
}
