// Package worker is what `threadboost worker` runs: a process that does units for procs.Processes in another program, a cell mostly.
//
// It is the one place that knows the travelling workloads of lib by name. lib/procs does the talking.
package worker

import (
	"fmt"
	"io"

	"threadboost/lib/apiwork"
	"threadboost/lib/cpuwork"
	"threadboost/lib/datawork"
	"threadboost/lib/filework"
	"threadboost/lib/procs"
	"threadboost/lib/sqlwork/pgdb"
	"threadboost/lib/sqlwork/sqlitedb"
	"threadboost/lib/waitwork"
)

// roster holds the workloads that a worker can do. A workload is added by a line here, under the name that its job's Spec has.
var roster = procs.Roster{
	apiwork.FetchName:         apiwork.RemoteFetch,
	cpuwork.MandelbrotName:    procs.Decode[cpuwork.Mandelbrot],
	cpuwork.MatrixProductName: procs.Decode[cpuwork.MatrixProduct],
	cpuwork.PrimesName:        procs.Decode[cpuwork.Primes],
	cpuwork.SHA256Name:        procs.Decode[cpuwork.SHA256],
	datawork.GroupByName:      datawork.Remote,
	datawork.JoinName:         datawork.Remote,
	datawork.WordCountName:    datawork.Remote,
	filework.Name:             filework.Remote,
	pgdb.Name:                 pgdb.Remote,
	sqlitedb.DirectName:       sqlitedb.RemoteDirect,
	sqlitedb.SQLName:          sqlitedb.RemoteSQL,
	waitwork.Name:             procs.Decode[waitwork.Sleep],
}

// Main does the work of a process that Processes has started, and does not return then. Somebody who has started it by hand is told on
// out what it is for; the exit status is for that case.
func Main(out io.Writer) (status int) {
	procs.Serve(roster)
	fmt.Fprintln(out, "worker: for internal use: procs.Processes starts it and has it run units of a workload, there is nothing to do by hand")
	return 2
}
