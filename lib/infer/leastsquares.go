package infer

import "math"

// Fitting wants the least sum of squares over σ and κ at or above 0. λ enters as a factor, so that the best λ is known
// for each σ and κ (variable projection, Golub and Pereyra 1973): two unknowns are left, and a damped Gauss-Newton
// step for two unknowns is a few lines. gonum/optimize knows no bounds, and its least (NelderMead) adds 130 kB to a cell.

const (
	mostSteps = 200
	stepsEnd  = 1e-9 // relative step below which the fit has ended
)

// fit returns the coefficients of the law with the least squares and their sum.
func fit(law Law, points []Point, start coefficients) (best coefficients, squares float64) {
	best = start
	if law < Universal {
		best.kappa = 0
	}
	if law < Amdahl {
		best.sigma = 0
	}
	best.lambda, squares = project(points, best)
	if law == Linear {
		return best, squares
	}
	damping := 1e-3
	for range mostSteps {
		gradient, hessian := normalEquations(points, best)
		next := best
		stepSigma, stepKappa := boundedStep(law, best, gradient, hessian, damping)
		next.sigma, next.kappa = max(0, best.sigma+stepSigma), max(0, best.kappa+stepKappa)
		var sum float64
		next.lambda, sum = project(points, next)
		ended := math.Abs(next.sigma-best.sigma) <= stepsEnd*best.sigma && math.Abs(next.kappa-best.kappa) <= stepsEnd*best.kappa
		if sum <= squares {
			best, squares = next, sum
			damping = max(damping/10, 1e-12)
		} else {
			damping *= 10
		}
		if ended {
			break
		}
	}
	return best, squares
}

// project is the best λ for the σ and κ given, with the sum of squares that it leaves.
func project(points []Point, c coefficients) (lambda, squares float64) {
	var cross, shapes float64
	for _, p := range points {
		shape := c.shape(p.Workers)
		cross += shape * p.Throughput
		shapes += shape * shape
	}
	lambda = cross / shapes
	c.lambda = lambda
	for _, p := range points {
		r := p.Throughput - c.at(p.Workers)
		squares += r * r
	}
	return lambda, squares
}

// normalEquations are JᵀR and JᵀJ for σ and κ, where J has been freed of the direction of λ. What κ
// does at n is n times what σ does; it is scaled nowhere, because damping is relative to the diagonal.
func normalEquations(points []Point, c coefficients) (gradient [2]float64, hessian [3]float64) {
	var shapes, withSigma, withKappa float64
	for _, p := range points {
		s, ds, dk := c.slopes(p.Workers)
		shapes += s * s
		withSigma += s * ds
		withKappa += s * dk
	}
	for _, p := range points {
		s, ds, dk := c.slopes(p.Workers)
		ds -= s * withSigma / shapes
		dk -= s * withKappa / shapes
		r := p.Throughput - c.at(p.Workers)
		gradient[0] += ds * r
		gradient[1] += dk * r
		hessian[0] += ds * ds
		hessian[1] += ds * dk
		hessian[2] += dk * dk
	}
	return gradient, hessian
}

// slopes are the shape at n, and how fast the throughput changes with σ and κ.
func (c coefficients) slopes(n float64) (shape, bySigma, byKappa float64) {
	shape = c.shape(n)
	by := -c.lambda * shape * shape / n
	return shape, by * (n - 1), by * n * (n - 1)
}

// boundedStep leaves out an unknown that its law does not have, or that is at its bound and wants beyond it.
func boundedStep(law Law, c coefficients, gradient [2]float64, hessian [3]float64, damping float64) (sigma, kappa float64) {
	a, b, d := hessian[0]*(1+damping), hessian[1], hessian[2]*(1+damping)
	freeSigma := a > 0 && !(c.sigma == 0 && gradient[0] < 0)
	freeKappa := law == Universal && d > 0 && !(c.kappa == 0 && gradient[1] < 0)
	switch {
	case freeSigma && freeKappa:
		det := a*d - b*b
		sigma, kappa = (d*gradient[0]-b*gradient[1])/det, (a*gradient[1]-b*gradient[0])/det
		if c.sigma+sigma < 0 { // along the bound
			return -c.sigma, (gradient[1] + b*c.sigma) / d
		}
		if c.kappa+kappa < 0 {
			return (gradient[0] + b*c.kappa) / a, -c.kappa
		}
		return sigma, kappa
	case freeSigma:
		return gradient[0] / a, 0
	case freeKappa:
		return 0, gradient[1] / d
	}
	return 0, 0
}

// firstGuess reads σ from how the throughput of the greatest number of workers falls short of that of the least.
func firstGuess(points []Point) coefficients {
	least, most := points[0], points[0]
	for _, p := range points {
		if p.Workers < least.Workers {
			least = p
		}
		if p.Workers > most.Workers {
			most = p
		}
	}
	lambda := least.Throughput / least.Workers
	short := most.Workers*lambda/most.Throughput - 1
	sigma := short / (most.Workers - 1)
	if !(sigma > 0) || math.IsInf(sigma, 0) {
		sigma = 0
	}
	return coefficients{lambda: lambda, sigma: min(sigma, 1) / 2, kappa: min(sigma, 1) / (2 * most.Workers)}
}
