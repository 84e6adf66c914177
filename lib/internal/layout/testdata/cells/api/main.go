// A cell that asks a server.
package main

import (
	"flag"
	"time"

	"threadboost/lib/apiwork"
	"threadboost/lib/boost"
)

func main() {
	flag.Parse()
	df := boost.Compare(apiwork.Fetch{Requests: 50, Latency: apiwork.Fixed(10 * time.Millisecond)})
	boost.Table(df)
	boost.Speedup(df)
}
