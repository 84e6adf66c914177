package leaks_test

import (
	"fmt"

	"threadboost/lib/leaks"
)

func ExampleParse() {
	dump := `goroutine 8 [chan receive, 5 minutes]:
main.wait(...)
	/tmp/cell/main.go:13
created by main.main in goroutine 1
	/tmp/cell/main.go:24 +0x10b
`
	for _, g := range leaks.Parse([]byte(dump)) {
		fmt.Printf("goroutine %d, started by %s (line %d), in %s: %s for %d minutes\n",
			g.ID, g.Creator.Function, g.Creator.Line, g.Frames[0].Function, g.State, g.Minutes)
	}
	// Output:
	// goroutine 8, started by main.main (line 24), in main.wait: chan receive for 5 minutes
}

// A cell that leaves something behind is told of it on standard error; this one does not.
func ExampleWatch() {
	defer leaks.Watch()()
	answer := make(chan string)
	go func() { answer <- "received" }()
	fmt.Println(<-answer)
	// Output: received
}
