// Package setup makes, checks and removes everything that the lab needs on a machine: all of it under .threadboost in the
// repository, pinned, and nothing outside but what the go command keeps in its own caches.
//
// It owns four steps, each vouched for by a stamp that holds a hash of the step's inputs and lies in the tree that the
// step makes, so that the stamp goes where the tree goes:
//
//   - Python packages: a venv with JupyterLab from requirements.lock
//   - Go tools: gonb, goimports and gopls from the module in kernel/tools
//   - JupyterLab settings: the kernelspec, calm defaults and the HTML exporter, in the venv
//   - build cache: the packages of a lesson, compiled and linked once with the flags of a cell
//
// A step removes its stamp, works, and writes the stamp last: after a kill at any point the next set-up sees no stamp and
// does that step again. Starting JupyterLab, running notebooks and the exporter's code belong to kernel/jupyter.
//
// # Cost
//
// Nothing to do: 0.02 s, one call of go env. Everything, on two cores with empty caches and downloads: 102 s, of which pip
// takes 21 s (uv 3 s), the tools 68 s (6 s with a warm build cache) and the packages of a lesson 13 s. 0.3 GB in
// .threadboost, 1 GB in Go's caches. A cell that imports gota and gonum/plot takes 0.43 of what it takes under GoNB as it
// comes, 0.45 s against 1.04 s; go test -bench Cell ./kernel/setup prints both.
//
// # Traps
//
//   - GoNB runs "go get" in each cell. With GOPROXY=off it ends after 0.04 s instead of asking the network for 0.3 s or
//     more, and a package of the workspace's modules is still found. All modules are therefore downloaded by the set-up.
//   - "threadboost" has no dot, so a bare cell finds threadboost/lib only through a workspace: gonb's -go_work. GOWORK=off
//     in the user's environment would end that; the kernelspec says GOWORK=auto.
//   - GOFLAGS=-modfile=... cannot replace the workspace: GoNB starts with "go mod init", which then finds the file there.
//   - Jupyter expands ${PATH} in a kernelspec's env, so a dollar in a path of ours is doubled.
//   - -ldflags=-s implies -w and needs no quotes in GOFLAGS. Stack traces keep their lines.
//   - The go command's telemetry has no switch in the environment, only a file of the user's, which is left alone; the
//     default mode sends nothing.
//   - A venv cannot be moved, its scripts hold its path: it is made in place, not renamed into place.
//   - pip's settings (pip.conf, PIP_INDEX_URL and so on) are unknown to uv, so that uv is used only where none are set.
//   - Modules are not compiled to bytecode by the set-up: that costs 5 s for everything, and the first start of
//     JupyterLab 1 to 2 s for what it uses.
//   - A child of a killed set-up lives on. Children inherit the lock, so the next set-up waits for them instead of
//     writing into the same tree.
package setup
