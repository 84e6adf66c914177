package wire_test

import (
	"fmt"
	"os"

	"threadboost/lib/wire"
)

func Example() {
	theirs, ours, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	w := wire.NewWriter(ours)
	w.Send(wire.Range{From: 120, To: 160})
	w.Send(wire.Records{{Unit: 120, Started: 1000, Ended: 3000, Attempts: 1, Sum: 7}})
	ours.Close()

	r := wire.NewReader(theirs)
	for {
		m, err := r.Receive()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%T %+v\n", m, m)
	}
	// Output:
	// wire.Range {From:120 To:160}
	// wire.Records [{Unit:120 Started:1000 Ended:3000 WaitStarted:0 Waited:0 Waits:0 Attempts:1 Bytes:0 Sum:7 Error:}]
	// EOF
}
