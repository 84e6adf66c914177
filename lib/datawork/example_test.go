package datawork_test

import (
	"context"
	"fmt"

	"threadboost/lib/datawork"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func ExampleGroupBy() {
	delays := lab.Experiment{
		Name:     "delays",
		Workload: datawork.GroupBy{Path: "../../data/flights.csv", Key: "origin", Value: "arr_delay", Units: 20, Parser: datawork.Fast},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 2}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), delays, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d trials found the same\n", results.Workload, len(results.Trials))
	// Output: arr_delay by origin of flights.csv in 20 ranges, fast parser: 4 trials found the same
}

func ExampleGroupBy_Groups() {
	groups, err := datawork.GroupBy{Path: "../../data/flights.csv", Key: "date", Value: "arr_delay"}.Groups(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range groups {
		fmt.Printf("%s: %d of %d flights arrived, %.0f minutes late on average\n", g.Key, g.Values, g.Rows, g.Mean())
	}
	// Output:
	// 2013-02-07: 925 of 932 flights arrived, 2 minutes late on average
	// 2013-02-08: 455 of 930 flights arrived, 24 minutes late on average
	// 2013-02-10: 801 of 829 flights arrived, 7 minutes late on average
	// 2013-02-09: 291 of 684 flights arrived, 7 minutes late on average
}

func ExampleWordCount() {
	groups, err := datawork.WordCount{Path: "../../data/airlines.csv"}.Groups(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(groups[0].Key, groups[0].Rows)
	// Output: Inc. 11
}

func ExampleJoin() {
	flights := datawork.Join{Path: "../../data/flights.csv", With: "../../data/airlines.csv", On: "carrier"}
	rows, joined, err := flights.Count(context.Background())
	fmt.Println(rows, joined, err)
	// Output: 3375 3375 <nil>
}

func ExampleSort() {
	rows, err := datawork.Sort{Path: "../../data/flights.csv", By: "distance", Parser: datawork.Fast}.First(context.Background(), 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range rows {
		fmt.Printf("%q\n", row)
	}
	// Output:
	// ["2013-02-07" "EV" "4619" "EWR" "PHL" "16" "10" "30" "80"]
	// ["2013-02-08" "EV" "4619" "EWR" "PHL" "" "" "" "80"]
}
