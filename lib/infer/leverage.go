package infer

import "math"

// scaledResiduals are residuals of the size of the errors. A fit bends towards its points, the more so the fewer they are, so that each
// residual is divided by √(1-h), where h is the leverage of its point. The mean is taken out, which makes n of them smaller by √((n-1)/n), and that
// is made good: without it, intervals of sigma held 92 % where 95 % were asked, for 12 points.
//
// The leverage of a point is how much of its own error the fit follows: the diagonal of the projection on the directions of the free
// coefficients, found by making these directions orthogonal one after the other (Gram-Schmidt).
func scaledResiduals(law Law, points []Point, c coefficients) []float64 {
	leverage := make([]float64, len(points))
	var basis [][]float64
	for k := 0; k <= int(law); k++ {
		direction := make([]float64, len(points))
		for i, p := range points {
			shape, bySigma, byKappa := c.slopes(p.Workers)
			direction[i] = [3]float64{shape, bySigma, byKappa}[k]
		}
		if bound := [3]float64{c.lambda, c.sigma, c.kappa}[k]; k > 0 && bound == 0 {
			continue // at its bound, it follows nothing
		}
		for _, b := range basis {
			along := dot(direction, b)
			for i := range direction {
				direction[i] -= along * b[i]
			}
		}
		size := math.Sqrt(dot(direction, direction))
		if size == 0 {
			continue
		}
		for i := range direction {
			direction[i] /= size
			leverage[i] += direction[i] * direction[i]
		}
		basis = append(basis, direction)
	}
	residuals := make([]float64, len(points))
	mean := 0.0
	for i, p := range points {
		residuals[i] = (p.Throughput - c.at(p.Workers)) / math.Sqrt(max(1-leverage[i], 0.05))
		mean += residuals[i] / float64(len(points))
	}
	for i := range residuals {
		residuals[i] = (residuals[i] - mean) * math.Sqrt(float64(len(points))/float64(len(points)-1))
	}
	return residuals
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
