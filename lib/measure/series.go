package measure

import "math"

// A Point is a value at a moment of a trial.
type Point struct {
	At    int64 // nanoseconds since the trial's start
	Value float64
}

// mostPoints is how many points of a series are kept at most.
const mostPoints = 10_000

const full = mostPoints - 4 // leaves room for what is pending at the end

// A series keeps points in bounded memory. When it is full, every four neighbours give way to the least and the greatest of them, and
// so do the points that come later: the series grows coarser alike everywhere, and keeps its peaks.
type series struct {
	points  []Point
	least   Point // of the points that are not yet in points
	most    Point
	last    Point
	pending int // how many these are
	stride  int // how many points give way to two; below 2 every point is kept
}

// Observe adds a value to the series of a name. Infinities and NaN are no values.
func (r *Recorder) Observe(name string, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.series == nil {
		r.series = make(map[string]*series)
	}
	s := r.series[name]
	if s == nil {
		s = new(series)
		r.series[name] = s
	}
	s.add(Point{r.Now(), value})
}

func (s *series) add(p Point) {
	if s.stride < 2 {
		s.points = append(s.points, p)
	} else {
		s.gather(p)
	}
	if len(s.points) >= full {
		s.halve()
	}
}

// gather collects stride points before two of them are kept.
func (s *series) gather(p Point) {
	if s.pending == 0 || p.Value < s.least.Value {
		s.least = p
	}
	if s.pending == 0 || p.Value >= s.most.Value {
		s.most = p
	}
	s.last = p
	if s.pending++; s.pending == s.stride {
		s.points = inOrder(s.points, s.least, s.most)
		s.pending = 0
	}
}

// halve keeps two of every four points.
func (s *series) halve() {
	kept := s.points[:0]
	for i := 0; i+3 < len(s.points); i += 4 {
		least, most := s.points[i], s.points[i]
		for _, p := range s.points[i+1 : i+4] {
			if p.Value < least.Value {
				least = p
			}
			if p.Value >= most.Value {
				most = p
			}
		}
		kept = inOrder(kept, least, most)
	}
	s.points = kept
	s.stride = max(2*s.stride, 4)
}

// inOrder appends two points in the order of their time.
func inOrder(points []Point, a, b Point) []Point {
	if b.At < a.At {
		a, b = b, a
	}
	return append(points, a, b)
}

// points hands the series over, each with what was pending and its last point.
func (r *Recorder) points() map[string][]Point {
	if r.series == nil {
		return nil
	}
	points := make(map[string][]Point, len(r.series))
	for name, s := range r.series {
		if s.pending > 1 {
			s.points = inOrder(s.points, s.least, s.most)
		}
		if s.pending > 0 && s.points[len(s.points)-1] != s.last {
			s.points = append(s.points, s.last)
		}
		points[name] = s.points
	}
	return points
}
