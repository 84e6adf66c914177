package infer

import (
	"fmt"
	"math"
)

// Queue is an M/M/c queue: units arrive at random at a mean rate, and wait in one line for the next free
// of several servers, each of which completes units at a mean rate with exponential service times.
type Queue struct {
	Arrivals float64 // units a second that arrive
	Service  float64 // units a second that one server completes: 1 / mean service time
	Servers  int
}

// QueuePrediction is what the formulas of Erlang (1917) say of a queue in its steady state; times are in seconds. All
// is NaN when the queue is refused.
type QueuePrediction struct {
	Utilisation  float64 // the share of the time that a server is busy
	Waiting      float64 // the probability that a unit has to wait (Erlang C)
	MeanWait     float64 // in the line
	MeanResponse float64 // in the line and in service
	MeanLine     float64 // units that wait
	MeanInFlight float64 // units that wait or are served
	Warnings     []Warning
	queue        Queue
}

// Predict refuses a queue whose line grows for ever.
func (q Queue) Predict() QueuePrediction {
	load := q.Arrivals / q.Service // in erlangs
	p := QueuePrediction{Utilisation: load / float64(q.Servers), queue: q}
	if w, bad := q.refuse(); bad {
		nan := math.NaN()
		return QueuePrediction{nan, nan, nan, nan, nan, nan, []Warning{w}, q}
	}
	p.Waiting = erlangC(load, q.Servers)
	p.MeanWait = p.Waiting / (float64(q.Servers)*q.Service - q.Arrivals)
	p.MeanResponse = p.MeanWait + 1/q.Service
	p.MeanLine, p.MeanInFlight = q.Arrivals*p.MeanWait, q.Arrivals*p.MeanResponse
	return p
}

func (q Queue) refuse() (w Warning, bad bool) {
	switch {
	case !isTime(q.Arrivals) || !isTime(q.Service) || q.Servers < 1:
		return Warning{WarnModel, fmt.Sprintf("queue: %v arrivals a second, %v services a second, %d servers: want numbers above 0: there is no prediction; give rates, not times",
			q.Arrivals, q.Service, q.Servers)}, true
	case q.Arrivals >= float64(q.Servers)*q.Service:
		return Warning{WarnModel, fmt.Sprintf("queue: unstable: %s units a second arrive and %d servers complete %s: the line grows for ever and no mean exists; take %.0f servers or more",
			digits(q.Arrivals, 4), q.Servers, digits(float64(q.Servers)*q.Service, 4), math.Floor(q.Arrivals/q.Service)+1)}, true
	}
	return Warning{}, false
}

// erlangC goes through Erlang's B, the recursion of which loses no digits.
func erlangC(load float64, servers int) float64 {
	b := 1.0
	for k := 1; k <= servers; k++ {
		b = load * b / (float64(k) + load*b)
	}
	c := float64(servers)
	return c * b / (c - load*(1-b))
}

// WaitQuantile is the time in the line that the share p of the units does not exceed.
func (p QueuePrediction) WaitQuantile(share float64) float64 {
	if !(share >= 0 && share < 1) {
		return math.NaN()
	}
	return max(0, math.Log(p.Waiting/(1-share))/p.spare()) + 0*p.Waiting
}

// ResponseQuantile is the time in the line and in service that the share p of the units does not exceed.
func (p QueuePrediction) ResponseQuantile(share float64) float64 {
	if !(share >= 0 && share < 1) || math.IsNaN(p.Waiting) {
		return math.NaN()
	}
	low, high := 0.0, p.MeanResponse
	for p.longer(high) > 1-share {
		high *= 2
	}
	for range 64 {
		middle := low + (high-low)/2
		if p.longer(middle) > 1-share {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// spare is the rate that the servers have left: the line drains with it.
func (p QueuePrediction) spare() float64 {
	return float64(p.queue.Servers)*p.queue.Service - p.queue.Arrivals
}

// longer is the probability of a response time above t: a service alone, or a wait and a service, which are
// exponential with rates that may be the same.
func (p QueuePrediction) longer(t float64) float64 {
	mu, spare := p.queue.Service, p.spare()
	alone := math.Exp(-mu * t)
	both := alone * (1 + mu*t)
	if d := spare - mu; math.Abs(d) > 1e-9*mu {
		both = (spare*alone - mu*math.Exp(-spare*t)) / d
	}
	return (1-p.Waiting)*alone + p.Waiting*both
}
