// Package kerneltest starts Jupyter kernels and talks to them as a Jupyter client does, to test ours from outside and to
// set stock GoNB beside it. It needs no package testing: the soak command uses it too.
//
//	spec, err := kerneltest.Ours(root, program)      // or kerneltest.Stock(root)
//	kernel, err := kerneltest.Start(spec)            // its own TMPDIR and a mark in its environment
//	client, err := kernel.Connect(ctx)
//	result, err := client.Execute(ctx, kerneltest.Cell{Code: "%%\nfmt.Println(1)"})
//	result.Text("stdout")
//	err = kernel.Shutdown(ctx)
//	kernel.Left()                                    // processes that bear the mark, and files in the TMPDIR
//
// A [Kernel] is its processes, as they are seen from outside: which one is the supervisor, a guard, GoNB, gopls, a cell's
// program, and what memory and files they hold. A [Client] has the four sockets of a client; each request is an [Exchange], which
// collects what is published about it in the order in which it arrives. (Processes are seen on Linux alone: /proc.)
package kerneltest
