// A cell that reads files.
package main

import (
	"flag"

	"threadboost/lib/boost"
	"threadboost/lib/filework"
	"threadboost/lib/lab"
)

func main() {
	flag.Parse()
	df := boost.Compare(filework.Read{Files: 1000, Size: 64 * lab.KiB})
	boost.Table(df)
	boost.Speedup(df)
}
