package chart

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// rounds are trials of some models with noise.
func rounds(n int, noise float64, models ...string) Trials {
	rng := rand.New(rand.NewPCG(11, uint64(n)))
	t := Trials{Measured: []string{"500 file reads", "10 rounds"}}
	for round := range n {
		for i, model := range models {
			wall := float64((i+1)*100*ms) * math.Exp(noise*rng.NormFloat64())
			t.Trials = append(t.Trials, Trial{Model: model, Round: round + 1, WallNS: int64(wall), Cold: round == 0})
		}
	}
	return t
}

func TestTrialsTitle(t *testing.T) {
	at := func(walls ...int64) (t Trials) {
		for i, w := range walls {
			t.Trials = append(t.Trials, Trial{Model: "M", Round: i + 1, WallNS: w * ms})
		}
		return t
	}
	disturbed := at(100, 110, 100, 90)
	disturbed.Trials[1].Disturbed = "other programs"
	two := at(100, 110, 100, 90)
	two.Trials[0].Disturbed, two.Trials[1].Disturbed = "steal", "steal"
	for _, c := range []struct {
		name string
		t    Trials
		want string
	}{
		{"one", at(100), "One trial: nothing to compare it with"},
		{"all equal", at(100, 100, 100), "Half of 3 trials lie within 0.0 % of their model's median"},
		{"some", at(100, 104, 100, 96), "Half of 4 trials lie within 2.0 % of their model's median"},
		{"one disturbed", disturbed, "Half of 4 trials lie within 4.9 % of their model's median; one was disturbed"},
		{"two disturbed", two, "Half of 4 trials lie within 4.9 % of their model's median; 2 were disturbed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fig, err := c.t.Draw()
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

func TestTrialsRefuse(t *testing.T) {
	floor := rounds(3, 0.1, "A")
	floor.NoiseFloor = nan
	for want, s := range map[string]Trials{
		"no trials":   {},
		"took 0 ns":   {Trials: []Trial{{Model: "M"}}},
		"noise floor": floor,
	} {
		if fig, err := s.Draw(); err == nil || !strings.Contains(err.Error(), want) || fig.SVG != nil {
			t.Errorf("error is %v, want one with %q and no figure", err, want)
		}
	}
}

func TestTrialsLook(t *testing.T) {
	marked := rounds(10, 0.03, "Sequential", "Goroutines", "Pool(8)", "Sequential (control)")
	marked.NoiseFloor = 1.03
	for i := range 4 {
		marked.Trials[i].WallNS += marked.Trials[i].WallNS / 5
	}
	for _, i := range []int{0, 17, 18, 19} {
		marked.Trials[i].Disturbed = "other programs used 60 % of a core"
		marked.Trials[i].WallNS += marked.Trials[i].WallNS / 2
	}
	quiet := rounds(10, 0.001, "Sequential")
	far := rounds(10, 0.01, "Sequential", "Pool(8)")
	far.Trials[7].WallNS *= 300
	for name, s := range map[string]Trials{
		"trials": marked, "trials-quiet": quiet, "trials-far": far, "trials-one": {Trials: quiet.Trials[:1]},
		"trials-many": rounds(2000, 0.05, "A", "B", "C"),
	} {
		t.Run(name, func(t *testing.T) {
			fig, err := s.Draw()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, fig.SVG)
			inspect(t, fig)
		})
	}
}
