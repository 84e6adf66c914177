package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestErlangCGolden(t *testing.T) {
	for _, c := range []struct {
		name    string
		load    float64
		servers int
		want    float64
	}{
		{"one server: the utilisation", 0.8, 1, 0.8},
		{"textbooks: 4/9", 2, 3, 4.0 / 9},
		{"Wikipedia, Erlang (unit), by the sum in Python: call centre of 10 erlangs and 14 agents", 10, 14, 0.17413193359504983},
	} {
		if got := erlangC(c.load, c.servers); !near(got, c.want, 1e-9) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestQueueGolden(t *testing.T) {
	// M/M/1 in closed form: T = 1/(mu-lambda), and its quantiles -ln(1-p) T.
	p := Queue{Arrivals: 8, Service: 10, Servers: 1}.Predict()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"utilisation", p.Utilisation, 0.8}, {"mean wait", p.MeanWait, 0.4}, {"mean response", p.MeanResponse, 0.5},
		{"line", p.MeanLine, 3.2}, {"in flight", p.MeanInFlight, 4},
		{"p99 of the response", p.ResponseQuantile(0.99), -math.Log(0.01) / 2}, {"p50 of the wait", p.WaitQuantile(0.5), math.Log(0.8/0.5) / 2},
		{"p10 of the wait", p.WaitQuantile(0.1), 0},
		// By numeric integration of wait and service (scipy 1.17.1: quad and brentq); in the first, both have the same rate.
		{"M/M/3 p99", Queue{2, 1, 3}.Predict().ResponseQuantile(0.99), 5.8911744166032385},
		{"M/M/8 p95", Queue{6, 1, 8}.Predict().ResponseQuantile(0.95), 3.291157453307788},
		{"M/M/8 mean wait", Queue{6, 1, 8}.Predict().MeanWait, 0.17849054293934014},
	} {
		if !near(c.got, c.want, 1e-9) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

// The formulas against a queue that is played: 200,000 units, which leave in the order in which a server is free.
func TestQueueAgainstSimulation(t *testing.T) {
	q := Queue{Arrivals: 3.2, Service: 1, Servers: 4}
	rng := rand.New(rand.NewPCG(60, 60))
	free := make([]float64, q.Servers)
	var responses []float64
	now := 0.0
	for range 200_000 {
		now += rng.ExpFloat64() / q.Arrivals
		first := slices.Index(free, slices.Min(free))
		free[first] = max(free[first], now) + rng.ExpFloat64()/q.Service
		responses = append(responses, free[first]-now)
	}
	s, p := NewSample(responses), q.Predict()
	if !near(s.Mean(), p.MeanResponse, 0.04) || !near(s.Quantile(0.95), p.ResponseQuantile(0.95), 0.05) {
		t.Errorf("played: mean %v, p95 %v; predicted: %v and %v", s.Mean(), s.Quantile(0.95), p.MeanResponse, p.ResponseQuantile(0.95))
	}
}

func TestQueueRefuses(t *testing.T) {
	for _, c := range []struct {
		q     Queue
		words string
	}{
		{Queue{30, 10, 3}, "unstable: 30 units a second arrive and 3 servers complete 30: the line grows for ever and no mean exists; take 4 servers"},
		{Queue{35, 10, 3}, "take 4 servers"},
		{Queue{1, 0, 3}, "want numbers above 0"}, {Queue{1, 10, 0}, "0 servers"}, {Queue{nan, 10, 1}, "NaN arrivals"},
	} {
		p := c.q.Predict()
		if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Text, c.words) || !math.IsNaN(p.MeanWait) || !math.IsNaN(p.Utilisation) ||
			!math.IsNaN(p.ResponseQuantile(0.5)) || !math.IsNaN(p.WaitQuantile(0.5)) {
			t.Errorf("%+v: %+v, want %q", c.q, p, c.words)
		}
	}
	p := Queue{1, 10, 1}.Predict()
	if !math.IsNaN(p.ResponseQuantile(1)) || !math.IsNaN(p.WaitQuantile(-0.1)) {
		t.Error("shares of 1 and below 0 have quantiles")
	}
}

func TestLittleCheck(t *testing.T) {
	for _, c := range []struct {
		inFlight, throughput, latency float64
		holds                         bool
	}{
		{5, 100, 0.05, true}, {5.2, 100, 0.05, true}, {4.8, 100, 0.05, true}, {5.3, 100, 0.05, false}, {4, 100, 0.05, false},
		{5000, 100, 0.05, false}, {nan, 100, 0.05, false}, {5, 0, 0.05, false},
	} {
		got := LittleCheck(c.inFlight, c.throughput, c.latency, 0.05)
		if got.Holds() != c.holds || got.Holds() == (len(got.Warnings) == 1) {
			t.Errorf("%+v: %+v, want holds %v", c, got, c.holds)
		}
	}
	if w := LittleCheck(4, 100, 0.05, 0.05).Warnings[0]; !strings.HasPrefix(w.Text, "Little's law is violated: 4 units in flight, but 100 units a second of 0.05 s each make 5: a measuring error") {
		t.Errorf("warning %q", w.Text)
	}
}
