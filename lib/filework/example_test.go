package filework_test

import (
	"context"
	"fmt"
	"time"

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

func ExampleCopy() {
	copying := lab.Experiment{
		Name:     "copying",
		Workload: filework.Copy{Files: 20, Size: 100 * lab.KiB, Sync: true},
		Models:   lab.Models{model.Sequential{}, model.Pool{Workers: 4}},
		Trials:   1,
	}
	results, err := lab.Run(context.Background(), copying, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, trial := range results.Trials {
		fmt.Println(lab.Bytes(trial.Bytes[0]), "were read and written for the first file,", len(trial.Failures), "failures")
	}
	// Output:
	// 200 KiB were read and written for the first file, 0 failures
	// 200 KiB were read and written for the first file, 0 failures
}

// Without a Root it is the source tree of Go that is read.
func ExampleCorpus() {
	job, err := filework.Corpus{Match: "*.go", Files: 100}.Prepare(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(job.Units, "files,", job.Do(context.Background(), 0, 42))
	// Output: 100 files, <nil>
}

func ExampleSearch() {
	searching := lab.Experiment{
		Name:     "searching",
		Workload: filework.Search{Pattern: `^func Test\w+Error`, In: filework.Corpus{Root: ".", Match: "*_test.go"}},
		Models:   lab.Models{model.Sequential{}, model.Goroutines{}},
		Trials:   1,
	}
	results, err := lab.Run(context.Background(), searching, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(results.Workload)
	fmt.Println(len(results.Trials), "trials found the same")
	// Output:
	// searches for "^func Test\w+Error" in all *_test.go files in .
	// 2 trials found the same
}

func ExampleSlowDisk() {
	slow := filework.SlowDisk{Workload: filework.Read{Files: 100}, Latency: 8 * time.Millisecond}
	fmt.Println(slow)
	results, err := lab.Run(context.Background(), lab.Experiment{Name: "slow", Workload: slow, Models: lab.Models{model.Goroutines{}}, Trials: 1}, lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	unit := results.Trials[0].Units[0]
	fmt.Println(unit.Waits, "waits, at least 8 ms:", unit.Waited >= 8e6)
	// Output:
	// 100 file reads of 64 KiB on a simulated 8 ms disk
	// 2 waits, at least 8 ms: true
}

func ExampleRead_refused() {
	_, err := filework.Read{Files: -5}.Prepare(context.Background())
	fmt.Println(err)
	// Output:
	// filework: Read: it asks for -5 files: want at least 1, or 0 for 200
}
