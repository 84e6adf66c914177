package apiwork

import (
	"testing"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func TestPauses(t *testing.T) {
	const s = time.Second
	once := Pauses{Length: 2 * s, First: 5 * s}
	every := Pauses{Length: 2 * s, Every: 10 * s}
	both := Pauses{Length: 2 * s, First: 5 * s, Every: 10 * s}
	tests := []struct {
		pauses   Pauses
		at, want time.Duration
	}{
		{once, 0, 0}, {once, 5*s - 1, 0}, {once, 5 * s, 2 * s}, {once, 6 * s, s}, {once, 7 * s, 0}, {once, 15 * s, 0},
		{every, 0, 0}, {every, 9 * s, 0}, {every, 10 * s, 2 * s}, {every, 12 * s, 0}, {every, 21 * s, s},
		{both, 5 * s, 2 * s}, {both, 10 * s, 0}, {both, 15 * s, 2 * s}, {both, 26 * s, s},
		{Pauses{Length: s}, 0, s}, {Pauses{Length: s}, s, 0}, {Pauses{}, s, 0},
	}
	for _, test := range tests {
		if got := test.pauses.left(test.at); got != test.want {
			t.Errorf("%v: %v are left at %v, want %v", test.pauses, got, test.at, test.want)
		}
	}
}

func TestPausesSayWhatTheyAre(t *testing.T) {
	const s = time.Second
	for want, p := range map[string]Pauses{
		"no pauses":                              {},
		"a pause of 1.4 s after 5 s":             {Length: 1400 * time.Millisecond, First: 5 * s},
		"pauses of 1 s every 10 s":               {Length: s, Every: 10 * s},
		"pauses of 2 s every 30 s":               {Length: 2 * s, First: 30 * s, Every: 30 * s},
		"pauses of 1 s after 5 s and every 10 s": {Length: s, First: 5 * s, Every: 10 * s},
	} {
		if got := p.String(); got != want {
			t.Errorf("%+v is %q, want %q", p, got, want)
		}
	}
}

// A request that is sent in a pause is answered after it. The server counts from the first request, which came when the first unit ran:
// so the pause has begun at the latest 20 ms after that ended, and has not ended before 70 ms after it started.
func TestNothingIsAnsweredInAPause(t *testing.T) {
	const first, length = 20 * time.Millisecond, 50 * time.Millisecond
	for _, arrivals := range []Arrivals{{}, {PerSecond: 1000}} {
		f := Fetch{Requests: 80, Pauses: Pauses{Length: length, First: first}, Arrivals: arrivals, Latency: Fixed(time.Millisecond)}
		t.Run(f.String(), func(t *testing.T) {
			e := lab.Experiment{Name: "test", Workload: f, Models: lab.Models{model.Sequential{}, model.Pool{Workers: 80}}, Trials: 2}
			r, err := lab.Run(t.Context(), e, lab.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range r.Trials { // the pause belongs to the trial, not to the server
				checkPause(t, &trial, first, length)
			}
		})
	}
}

func checkPause(t *testing.T, trial *lab.Trial, first, length time.Duration) {
	t.Helper()
	start, answered := trial.Units[0].Started, trial.Units[0].Ended
	for _, u := range trial.Units {
		start, answered = min(start, u.Started), min(answered, u.Ended)
	}
	from, to := answered+int64(first), start+int64(first+length)
	for i, u := range trial.Units {
		if u.Started > from && u.Started < to && u.Ended < to {
			t.Errorf("%s: unit %d ran from %d to %d ns, within the pause from %d to %d", trial.Model, i, u.Started, u.Ended, from, to)
		}
	}
}

// Coordinated omission: one worker that waits out a pause has one slow request when it counts from its start, and one for each that was
// due meanwhile when it counts from the schedule.
func TestPauseShowsInAnOpenLoop(t *testing.T) {
	const first, length = 10 * time.Millisecond, 100 * time.Millisecond
	f := Fetch{Requests: 120, Pauses: Pauses{Length: length, First: first}, Arrivals: Arrivals{PerSecond: 1000}}
	e := lab.Experiment{Name: "test", Workload: f, Models: lab.Models{model.Sequential{}}, Trials: 1}
	r, err := lab.Run(t.Context(), e, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trial := r.Trials[0]
	// The pause is over 110 ms after the first request began, and whatever was due in its first half but not answered before has then
	// waited for 50 ms at least.
	late, slow := 0, 0
	for i, u := range trial.Units {
		if trial.Latency(i) >= int64(length/2) {
			late++
		}
		if u.Ended-u.Started >= int64(length/2) {
			slow++
		}
	}
	if late < 40 || slow > late/2 {
		t.Errorf("%d requests have a latency of half a pause, %d took so long: want about 50 and 1", late, slow)
	}
}
