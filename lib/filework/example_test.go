package filework_test

import (
	"context"
	"fmt"

	"threadboost/lib/filework"
	"threadboost/lib/lab"
	"threadboost/lib/model"
)

func ExampleRead() {
	reading := lab.Experiment{
		Name:     "reading",
		Workload: filework.Read{Files: 50, Size: 64 * lab.KiB},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 4}},
		Trials:   2,
	}
	results, err := lab.Run(context.Background(), reading, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	fmt.Println(len(results.Trials), "trials of", len(results.Trials[0].Units), "units")
	// Output:
	// 50 file reads of 64 KiB
	// 4 trials of 50 units
}

func ExampleWrite() {
	job, err := filework.Write{Files: 3, Size: 4 * lab.KiB, Sync: true}.Prepare(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer job.Close()
	for i := range job.Units {
		fmt.Println(job.Do(context.Background(), 0, i))
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
}

func ExampleRead_refused() {
	_, err := filework.Read{Files: -5}.Prepare(context.Background())
	fmt.Println(err)
	// Output:
	// filework: Read: it asks for -5 files: want at least 1, or 0 for 200
}
