package picture_test

import (
	"context"
	"fmt"
	"time"

	"threadboost/lib/lab"
	"threadboost/lib/model"
	"threadboost/lib/picture"
)

// A program of yours that writes a figure to a file.
func Example() {
	results, err := lab.Run(context.Background(), lab.Experiment{
		Name: "naps", Models: lab.Models{model.Sequential{}, model.Pool{Workers: 4}}, Trials: 3,
		Workload: lab.Func{Name: "20 naps", Units: 20, Do: func(context.Context, int) (uint64, error) { time.Sleep(time.Millisecond); return 0, nil }},
	}, lab.Options{})
	if err != nil {
		panic(err)
	}
	figure, err := picture.Speedup(results, nil)
	fmt.Println(string(figure.SVG[:4]), err) // os.WriteFile("speedup.svg", figure.SVG, 0o666)
	// Output: <svg <nil>
}
