package chart

import (
	"math/rand/v2"
	"strings"
	"testing"
)

const ms = 1_000_000 // nanoseconds

// trial simulates a pool: each unit goes to the worker that is free first, computes, waits, computes.
func trial(workers, units int, run, wait int64) TaskStream {
	rng := rand.New(rand.NewPCG(uint64(workers), uint64(units)))
	t := TaskStream{Model: "Pool", Measured: []string{"requests", "trial 4"}}
	free := make([]int64, workers)
	for range units {
		worker := 0
		for i := range free {
			if free[i] < free[worker] {
				worker = i
			}
		}
		start := free[worker] + rng.Int64N(run/8+1)
		u := Span{Lane: worker, Started: start, WaitStarted: start + rng.Int64N(run+1), Waited: wait}
		u.Ended = u.WaitStarted + wait + rng.Int64N(run+1)
		free[worker] = u.Ended
		t.Units = append(t.Units, u)
		t.WallNS = max(t.WallNS, u.Ended)
	}
	return t
}

// eachItsOwn gives each unit a worker of its own, as goroutines do.
func (t TaskStream) eachItsOwn() TaskStream {
	for i := range t.Units {
		t.Units[i].Lane = i
	}
	return t
}

func TestTaskStreamTitle(t *testing.T) {
	span := func(lane int, from, waits, to int64) Span {
		return Span{Lane: lane, Started: from * ms, WaitStarted: from * ms, Waited: waits * ms, Ended: to * ms}
	}
	blocked, mixed, again := span(1, 0, 90, 100), span(1, 0, 0, 90), span(1, 0, 0, 90)
	blocked.Ready, mixed.Mixed, again.Retried = 80*ms, true, true
	wrong := span(1, 0, 0, 90)
	wrong.Failed = true
	for _, c := range []struct {
		name  string
		wall  int64
		cores int
		units []Span
		want  string
	}{
		{"sequential waits", 3100, 2, []Span{span(0, 0, 3000, 3100)}, "One worker waits 3 s of 3.1 s"},
		{"sequential computes", 3100, 2, []Span{span(0, 0, 100, 3100)}, "One worker computes 3 s of 3.1 s"},
		{"an event loop", 100, 2, []Span{span(0, 0, 90, 95), span(0, 5, 90, 100)}, "One worker overlaps 180 ms of waiting in 100 ms"},
		{"a pool waits", 420, 2, []Span{span(0, 0, 400, 410), span(1, 0, 400, 410), span(2, 0, 400, 410)}, "3 workers overlap 1.2 s of waiting in 0.42 s"},
		{"waits that do not overlap", 200, 2, []Span{span(0, 0, 90, 100), span(1, 100, 90, 200)}, "2 workers wait 180 ms in all, in 200 ms"},
		{"a core each", 610, 2, []Span{span(0, 0, 0, 600), span(1, 0, 0, 600)}, "2 workers compute 1.2 s of work in 0.61 s"},
		{"more workers than cores", 610, 2, []Span{span(0, 0, 0, 600), span(1, 0, 0, 600), span(2, 0, 0, 600)}, "3 workers share 2 cores for 610 ms"},
		{"cores unknown", 610, 0, []Span{span(0, 0, 0, 600), span(1, 0, 0, 600)}, "2 workers run side by side for 610 ms"},
		{"blocked", 100, 2, []Span{span(0, 0, 0, 50), blocked}, "Ready units are blocked for 80 ms in all, in 100 ms"},
		{"running or waiting", 100, 2, []Span{span(0, 0, 0, 50), mixed}, "2 workers are busy for 90 ms in all, in 100 ms"},
		{"retries", 100, 2, []Span{span(0, 0, 0, 100), again}, "2 workers compute 190 ms of work in 100 ms; 1 of 2 units were retried"},
		{"failures", 100, 2, []Span{span(0, 0, 0, 100), wrong}, "2 workers compute 190 ms of work in 100 ms; 1 of 2 units failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := TaskStream{Model: "M", WallNS: c.wall * ms, Cores: c.cores, Units: c.units}.Draw()
			if err != nil {
				t.Fatal(err)
			}
			if got := parse(t, fig.SVG).title; got != c.want {
				t.Errorf("title is %q, want %q", got, c.want)
			}
			inspect(t, fig)
		})
	}
}

func TestTaskStreamRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		unit Span
	}{
		{"began before the trial", Span{Started: -1, Ended: 5}},
		{"ended before it began", Span{Started: 6, Ended: 5}},
		{"ended after the trial", Span{Ended: 11}},
		{"waited before it began", Span{Started: 3, WaitStarted: 2, Waited: 1, Ended: 5}},
		{"waited longer than it took", Span{Started: 3, WaitStarted: 3, Waited: 3, Ended: 5}},
		{"was ready longer than it waited", Span{Started: 3, WaitStarted: 3, Waited: 1, Ready: 2, Ended: 5}},
		{"waited less than nothing", Span{Started: 3, WaitStarted: 3, Waited: -1, Ended: 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := TaskStream{Model: "M", WallNS: 10, Units: []Span{{Ended: 1}, c.unit}}.Draw()
			if err == nil || !strings.Contains(err.Error(), `unit 1 of the task stream of "M"`) {
				t.Errorf("error is %v, want one about unit 1", err)
			}
		})
	}
	if _, err := (TaskStream{Model: "M", WallNS: 10}).Draw(); err == nil || !strings.Contains(err.Error(), "no units") {
		t.Errorf("without units the error is %v", err)
	}
	if _, err := (TaskStream{Model: "M", Units: []Span{{}}}).Draw(); err == nil || !strings.Contains(err.Error(), "WallNS") {
		t.Errorf("without wall time the error is %v", err)
	}
}

func TestTaskStreamLook(t *testing.T) {
	failing := trial(8, 120, ms/2, 25*ms)
	failing.Units[40].Failed, failing.Units[41].Failed, failing.Units[3].Waits = true, true, 3
	for i := range failing.Units[90:] {
		failing.Units[90+i].Due = failing.Units[90+i].Started
	}
	hostile := trial(2, 4, ms, 0)
	hostile.Model, hostile.Measured = "<script>alert(1)</script>\x00", []string{"\xff", strings.Repeat("long ", 100)}
	loop := TaskStream{Model: "EventLoop", Measured: []string{"units that wait and compute"}, WallNS: 60 * ms}
	for i := range int64(6) {
		turn := 5*ms + i*9*ms // one computes, the others are ready and blocked
		loop.Units = append(loop.Units, Span{Lane: int(i), Started: i * ms / 2, WaitStarted: i*ms/2 + ms/4, Waited: turn - i*ms/2 - ms/4, Ready: i * 8 * ms, Ended: turn + 9*ms})
	}
	loop.Units[2].Retried = true
	stages := TaskStream{Model: "Pipeline(1-2-1)", Measured: []string{"40 images"}, WallNS: 170 * ms, Cores: 2, Lanes: []string{"read 1", "shrink 1", "shrink 2", "write 1"}}
	for i := range int64(40) {
		stages.Units = append(stages.Units, Span{Lane: 0, Started: i * 4 * ms, Ended: i*4*ms + 2*ms},
			Span{Lane: 1 + int(i%2), Started: i*4*ms + 2*ms, Ended: i*4*ms + 9*ms}, Span{Lane: 3, Started: i*4*ms + 9*ms, Ended: i*4*ms + 12*ms, Mixed: true})
	}
	for _, c := range []struct {
		name   string
		stream TaskStream
		says   string // in the line under the title
	}{
		{"taskstream", failing, "the waits of a unit drawn as one"},
		{"taskstream-1", trial(1, 120, ms/2, 25*ms), "trial 4"},
		{"taskstream-computing", trial(2, 60, 20*ms, 0), "trial 4"},
		{"taskstream-64", trial(64, 300, ms/2, 25*ms), "trial 4"},
		{"taskstream-500", trial(500, 500, 5*ms, 25*ms).eachItsOwn(), "64 of 500 workers shown, by their start"},
		{"taskstream-packed", trial(20, 200, ms, 25*ms).eachItsOwn(), "200 workers share 20 rows"},
		{"taskstream-many", trial(4, 4000, ms, 5*ms), "heights: shares of each"},
		{"taskstream-loop", loop, "blocked"},
		{"taskstream-stages", stages, "shrink 2"},
		{"taskstream-hostile", hostile, "trial"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.stream.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, c.name, fig.SVG)
			inspect(t, fig)
			if !strings.Contains(string(fig.SVG), c.says) && c.name != "taskstream-hostile" {
				t.Errorf("the figure does not say %q", c.says)
			}
		})
	}
}

func TestTaskStreamOfManyUnits(t *testing.T) {
	of := func(units, workers, lasts int64) TaskStream {
		stream := TaskStream{Model: "M", WallNS: units + lasts, Units: make([]Span, units)}
		for i := range stream.Units {
			from := int64(i)
			stream.Units[i] = Span{Lane: int(from % workers), Started: from, WaitStarted: from, Waited: lasts / 2, Ended: from + lasts}
		}
		return stream
	}
	for name, stream := range map[string]TaskStream{
		"8 workers": of(1_000_000, 8, 8),
		"each its own worker, one after the other": of(100_000, 100_000, 1),
		"each its own worker, many at once":        of(100_000, 100_000, 1000),
	} {
		t.Run(name, func(t *testing.T) {
			fig, err := stream.Draw()
			if err != nil {
				t.Fatal(err)
			}
			inspect(t, fig)
		})
	}
}

// TestSharesKeepTime checks that cutting time into cells loses none and invents none.
func TestSharesKeepTime(t *testing.T) {
	stream := trial(3, 2000, ms, 3*ms)
	const cells = 100
	var drawn, waited float64
	for _, l := range byWorker(stream.Units) {
		for _, cell := range l.shares(float64(stream.WallNS), cells) {
			drawn += cell[waiting]
		}
	}
	for _, u := range stream.Units {
		waited += float64(u.Waited)
	}
	if got := drawn * float64(stream.WallNS) / cells; got < 0.999*waited || got > 1.001*waited {
		t.Errorf("%v ns of waiting are drawn, want %v", got, waited)
	}
}

// TestRareStatesAreNotLost checks that one error and one retry among 20,000 units are still there, and as large as they are drawn.
func TestRareStatesAreNotLost(t *testing.T) {
	stream := trial(8, 20_000, ms, 3*ms)
	stream.Units[5_000].Failed, stream.Units[15_000].Retried = true, true
	rows, _ := arrange(stream.Units)
	blocks, cell := stream.blocks(rows, barHeight(rowPitch(len(rows))))
	if cell == 0 || len(blocks[failed]) != 1 || len(blocks[retried]) != 1 {
		t.Errorf("with cells of %v ns there are %d errors and %d retries, want one each", cell, len(blocks[failed]), len(blocks[retried]))
	}
}

// TestStatesHaveFixedColours wants each state to keep its colour and name, whatever else is in the figure.
func TestStatesHaveFixedColours(t *testing.T) {
	want := map[string]paint{"queue": queue, "wait": wait, "blocked": held, "run or wait": either, "run": run, "retry": retry, "error": fault}
	for _, s := range stateNames {
		if want[s.name] != s.paint {
			t.Errorf("state %q is painted %q, want %q", s.name, s.paint.name, want[s.name].name)
		}
		for _, o := range stateNames {
			if s.name != o.name && (s.light == o.light || s.dark == o.dark) {
				t.Errorf("states %q and %q look alike", s.name, o.name)
			}
		}
	}
}

func TestArrange(t *testing.T) {
	at := func(lane int, from, to int64) Span { return Span{Lane: lane, Started: from, Ended: to} }
	var apart, together, some []Span
	for i := range 100 {
		apart = append(apart, at(i, int64(i), int64(i)+1))
		together = append(together, at(i, 0, 1))
	}
	failing := append([]Span(nil), together...)
	failing[2].Failed, failing[0].Failed = true, true // the first one is shown, the second one is not
	for i := range 17 {
		some = append(some, at(2*i, 0, 1))
	}
	for _, c := range []struct {
		name  string
		units []Span
		rows  int
		note  string
	}{
		{"16 workers have rows of their own", apart[:16], 16, ""},
		{"one after the other they share", apart, 1, "100 workers share 1 row"},
		{"all at once some are left out", together, 64, "64 of 100 workers shown, by their start"},
		{"errors that are left out are told", failing, 64, "64 of 100 workers shown, by their start; 1 error among the others"},
		{"all at once they have rows while there is room", some, 17, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, notes := arrange(c.units)
			if note := strings.Join(notes, "; "); len(rows) != c.rows || note != c.note {
				t.Errorf("got %d rows and %q, want %d and %q", len(rows), note, c.rows, c.note)
			}
		})
	}
}
