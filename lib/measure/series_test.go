package measure

import (
	"math"
	"testing"
)

func TestASeriesKeepsFewPoints(t *testing.T) {
	const n = 1_000_000
	r := NewRecorder(1, nil)
	r.Start()
	s := new(series)
	r.series = map[string]*series{"s": s}
	const spike, dip = 777_777, 333_333
	for i := range n {
		value := math.Sin(float64(i) / 100_000)
		switch i {
		case spike:
			value = 100
		case dip:
			value = -100
		}
		s.add(Point{int64(i), value})
	}
	points := r.Records().Series["s"]
	if len(points) > mostPoints || len(points) < mostPoints/4 {
		t.Fatalf("%d points are kept of %d, want at most %d and not far fewer", len(points), n, mostPoints)
	}
	last := points[len(points)-1]
	if points[0].At > n/mostPoints*8 || last.At != n-1 {
		t.Errorf("the points are from %d to %d, want the whole of 0 to %d", points[0].At, last.At, n-1)
	}
	found := 0
	for i, p := range points {
		if i > 0 && p.At < points[i-1].At {
			t.Fatalf("point %d is at %d, before the one at %d", i, p.At, points[i-1].At)
		}
		if i > 0 && p.At-points[i-1].At > n/mostPoints*16 {
			t.Errorf("no point between %d and %d: some parts are coarser than others", points[i-1].At, p.At)
		}
		if p.At == spike && p.Value == 100 || p.At == dip && p.Value == -100 {
			found++
		}
	}
	if found != 2 {
		t.Errorf("%d of the two peaks are kept, want both", found)
	}
}

func TestAShortSeriesIsKeptWhole(t *testing.T) {
	r := NewRecorder(1, nil)
	r.Start()
	for i := range full - 1 {
		r.Observe("s", float64(i))
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		r.Observe("s", v)
	}
	if got := len(r.Records().Series["s"]); got != full-1 {
		t.Errorf("%d points are kept, want all %d", got, full-1)
	}
}

func BenchmarkObserve(b *testing.B) {
	r := NewRecorder(1, nil)
	r.Start()
	b.ReportAllocs()
	for i := range b.N {
		r.Observe("s", float64(i))
	}
}

func BenchmarkQueue(b *testing.B) {
	r := NewRecorder(b.N, nil)
	r.Start()
	b.ReportAllocs()
	for i := range b.N {
		r.Queue(i)
	}
}
