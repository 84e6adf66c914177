package measure_test

import (
	"errors"
	"fmt"

	"threadboost/lib/measure"
)

func ExampleRecorder() {
	r := measure.NewRecorder(3, nil)
	r.Start()
	r.Begin(0, 0)
	r.End(0, nil)
	r.Begin(1, 2)
	r.End(2, errors.New("no such file"))
	fmt.Println(r.Begin(1, 2))

	done, running, first := r.Count()
	fmt.Printf("%d done, %d running, unit %d is the first left out\n", done, running, first)
	records := r.Records()
	fmt.Printf("unit 2: worker %d, %s\n", records.Units[2].Worker, records.Failures[2])
	// Output:
	// measure: unit 2 was run twice: call Do once for each unit
	// 2 done, 0 running, unit 1 is the first left out
	// unit 2: worker 1, no such file
}
