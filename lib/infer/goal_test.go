package infer

import (
	"math"
	"slices"
	"testing"
)

func TestGoalLooks(t *testing.T) {
	for _, c := range []struct {
		goal Goal
		want []int
	}{
		{Goal{}, []int{10, 15, 23, 35, 53, 80, 100}},
		{Goal{Least: 6, Most: 30}, []int{6, 9, 14, 21, 30}},
		{Goal{Least: 6, Most: 4}, []int{4}},
		{Goal{Least: 1, Most: 3}, []int{1, 2, 3}},
	} {
		var looks []int
		for n := c.goal.Next(0); n > 0 && len(looks) < 50; n = c.goal.Next(n) {
			looks = append(looks, n)
		}
		if !slices.Equal(looks, c.want) {
			t.Errorf("%+v looks at %v, want %v", c.goal, looks, c.want)
		}
	}
}

func TestGoalJudges(t *testing.T) {
	estimate := func(n int, low, high float64) Estimate {
		return Estimate{Value: math.Sqrt(low * high), N: n, Interval: Interval{low, high, 0.95, 0.95}}
	}
	goal := Goal{Within: 0.05, Least: 10, Most: 100}
	for _, c := range []struct {
		name string
		es   []Estimate
		want Progress
	}{
		{"narrow", []Estimate{estimate(10, 0.96, 1.05)}, Progress{Reached: true}},
		{"narrow too early", []Estimate{estimate(6, 0.96, 1.05)}, Progress{More: 4, Next: 10}},
		{"twice as wide needs four times as many", []Estimate{estimate(10, 1/1.1025, 1.1025)}, Progress{More: 30, Next: 15}},
		{"the widest decides", []Estimate{estimate(10, 0.96, 1.05), estimate(10, 1/1.1025, 1.1025)}, Progress{More: 30, Next: 15}},
		{"no interval", []Estimate{{Value: 1, N: 1, Interval: unknown(0.95)}}, Progress{More: 9, Next: 10}},
		{"nothing", nil, Progress{More: 10, Next: 10}},
		{"beyond the budget", []Estimate{estimate(100, 0.8, 1.25)}, Progress{More: 1992}},
	} {
		got := goal.Judge(c.es...)
		if got.Reached != c.want.Reached || got.More != c.want.More || got.Next != c.want.Next {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if (len(got.Warnings) > 0) != (c.name == "beyond the budget") {
			t.Errorf("%s: warnings %v", c.name, got.Warnings)
		}
	}
	const want = "±5 % needs about 2092 rounds, the most is 100: the interval is ±25 % after 100 rounds and will stay wider than asked; allow more rounds, or be content with less"
	if got := goal.Judge(estimate(100, 0.8, 1.25)).Warnings[0]; got.Code != WarnBudget || got.Text != want {
		t.Errorf("warning %q, want %q", got.Text, want)
	}
}
