package infer

import "math"

// pairwise is a set of numbers made from pairs of values, of which there are too many to list: it
// is known by how many of them are at most x, which a walk along two sorted columns counts.
type pairwise struct {
	count     int
	low, high float64 // the least and the greatest
	atMost    func(x float64) int
	mean      func(a, b float64) float64
}

// walsh is the set of the geometric means of two ratios, each with itself and with every other (Walsh 1949).
func walsh(sorted []float64) pairwise {
	n := len(sorted)
	return pairwise{count: n * (n + 1) / 2, low: sorted[0], high: sorted[n-1], mean: geometricMean, atMost: func(x float64) int {
		count, j := 0, n-1
		for i := 0; i <= j; i++ {
			for j >= i && geometricMean(sorted[i], sorted[j]) > x {
				j--
			}
			count += j - i + 1
		}
		return count
	}}
}

// geometricMean is exact for two equal ratios, which a way over logarithms is not.
func geometricMean(a, b float64) float64 { return math.Sqrt(a * b) }

// differences is the set of all a - b.
func differences(a, b []float64) pairwise {
	return pairwise{count: len(a) * len(b), low: a[0] - b[len(b)-1], high: a[len(a)-1] - b[0], mean: halfWay, atMost: func(x float64) int {
		count, i := 0, 0
		for _, y := range b {
			for i < len(a) && a[i]-y <= x {
				i++
			}
			count += i
		}
		return count
	}}
}

func halfWay(a, b float64) float64 { return between(a, b, 0.5) }

// kth is the k-th least number, from 1. It bisects the bits of a float64, whose order can be made
// that of the numbers, so that at most 64 walks find it exactly.
func (p pairwise) kth(k int) float64 {
	low, high := toOrder(p.low), toOrder(p.high)
	for low < high {
		middle := low + (high-low)/2
		if p.atMost(fromOrder(middle)) >= k {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return fromOrder(low) + 0 // no -0
}

// median is the mean of the two numbers in the middle when there are two.
func (p pairwise) median() float64 {
	low := p.kth((p.count + 1) / 2)
	if p.count%2 == 1 {
		return low
	}
	return p.mean(low, p.kth(p.count/2+1))
}

// interval lies between the k-th least and the k-th greatest number.
func (p pairwise) interval(k int, level, coverage float64) Interval {
	return Interval{Low: p.kth(k), High: p.kth(p.count + 1 - k), Level: level, Coverage: coverage}
}

const signBit = 1 << 63

func toOrder(x float64) uint64 {
	bits := math.Float64bits(x)
	if bits&signBit != 0 {
		return ^bits
	}
	return bits | signBit
}

func fromOrder(order uint64) float64 {
	if order&signBit != 0 {
		return math.Float64frombits(order &^ signBit)
	}
	return math.Float64frombits(^order)
}
