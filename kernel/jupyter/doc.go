// Package jupyter starts JupyterLab, runs notebooks, and exports them as pages.
//
// It owns what happens between a set-up lab and its user: the server with its token, port and browser ([StartServer]),
// the execution of notebooks from top to bottom ([Execute]) and the form in which their outputs are committed
// ([Normalise]), and the call of the HTML exporter ([Export]), whose Python package is embedded here ([Exporter]).
// What is installed, and JupyterLab's settings, belong to kernel/setup; that nothing is left running belongs to the
// guard package below.
//
// Every server and every run has a temporary folder of its own, which is also the TMPDIR of all it starts: the cells'
// build folders, kernels' connection files and whatever a killed kernel would leave in /tmp end with it.
//
// # Cost
//
// On two busy cores: the server answers after 2.5 s and ends, with a kernel, within 5 s. A notebook costs 2.3 s besides its
// cells: Python and nbclient 1.8 s, the kernel 0.5 s. Each has processes of its own, so that nothing of one notebook runs
// while the next one measures.
//
// # Traps
//
//   - A token on a command line is visible to every user of the machine: the server gets it in its environment, and the
//     browser a link that works once.
//   - nbclient's coalesce_streams merges all streams of a cell, across tables and pictures: here only neighbours are.
//   - A cell that ends by os.Exit or log.Fatal is an error for GoNB, but a failing !command is not.
package jupyter
