// Package supervise is the Jupyter kernel of the lab: it stands in front of an unmodified GoNB, speaks the whole protocol, and leaves
// nothing behind.
//
//	JupyterLab, nbclient, a console            clients: several at once
//	   │ tcp or ipc: shell, control, stdin, iopub, heartbeat
//	┌──┴───────────────────────────────────┐
//	│ threadboost kernel FILE (this)       │   answers by itself: kernel_info, is_complete, history, complete, inspect, comm_info,
//	└──┬──────────┬──────────────────┬─────┘   interrupt, shutdown; owns busy, idle, count, errors and the order of output
//	   │ life-line │ ipc: shell,      │ life-line, stdin and stdout (LSP)
//	┌──┴─────┐     │ stdin, iopub  ┌──┴────┐
//	│ guard  │     │               │ guard │   package guard: kills all that descends from it when the life-line ends, and
//	└──┬─────┘     │               └──┬────┘   removes the folder
//	   │       ┌───┴──┐               │
//	   ├───────┤ gonb │            ┌──┴────┐
//	   │       └──┬───┘            │ gopls │   stands still while a cell runs and nobody asks (package assist)
//	   │          ├─ go build, goimports
//	   │          └─ the cell's program ── two pipes ──> this: standard output and standard error (packages inside, output)
//	   └─ orphans of the cells come back to the guard
//
// The folder of the child, in TMPDIR: s-1 to s-5 are its sockets, out has the pipes, tmp is the cells' TMPDIR, gonb_* is where GoNB
// builds. The guard makes it and removes it.
//
// A cell's way: it is taken apart (package cell); lines of ours are obeyed (%help, %limit...); the rest goes to GoNB under a count of
// its own; what the program writes comes through the pipes, what GoNB's commands write through iopub, and both go through one [output.Cell]
// into few, whole, ordered messages; the cell is done when GoNB's reply and its idle status are there, the pipes are drained and no
// process of the cell is left; if it failed, package failure says so in the cell's own lines, in one message.
//
// What is promised, and the test that holds it:
//
//	protocol, several clients, bad messages, silent and slow clients    TestProtocol, TestTransports, zmtp's and message's tests, fuzzing
//	answers while a cell runs or is built                               TestBusy...
//	everything a Go kernel can serve of jupyter_kernel_test             kernel/jupyter
//	Stop within a second: running, building, waiting for input          TestInterrupt..., TestInput...
//	nothing is left after kill -9 of anything at any moment             TestKill..., TestEndBySignal, TestShutdownAnyMoment
//	contained: daemons, 200 forks, a full disk, memory and time         TestContain...
//	text and displays complete, in order, few, bounded, UTF-8 whole     TestOutput..., package output
//	one error, in the lines of the cell, with a hint                    TestErrors, package failure (117 captured cases)
//	no growth over many cells                                           TestManyCells, go run ./kernel soak
//	Stop, Restart, Run All, Tab and ?name in a real browser             kernel/browser_test.go
//	cost against stock GoNB                                             BenchmarkAgainstStock
//
// On Linux all of it holds. On macOS the kernel builds, and promises less: without a subreaper, daemons of a cell that have lost their
// parents are not found; a killed supervisor is noticed within half a second; the order of the two streams within some milliseconds is
// not kept; memory limits look at ps. It was not run there.
package supervise
