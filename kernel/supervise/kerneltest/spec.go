package kerneltest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Spec says how a kernel is started, as a kernelspec does.
type Spec struct {
	Argv []string // "{connection_file}" stands for the file
	Env  []string // beside this process's own
	Dir  string   // where notebooks are

	TCP      bool // sockets on ports of 127.0.0.1, else in a folder
	Launcher bool // a shell starts the kernel as jupyter_client does, and waits for it: somebody to kill
}

// file is the place of the connection file in Argv.
const file = "{connection_file}"

// Ours is the kernel of the repository at root, which is set up, run by a program that has the lab's commands.
func Ours(root, program string) (Spec, error) {
	spec, err := installed(root)
	spec.Argv = []string{program, "kernel", file}
	return spec, err
}

// Stock is GoNB without us, as it comes: with the tools that it needs on its PATH, and the packages of the repository in its reach.
func Stock(root string) (Spec, error) {
	spec, err := installed(root)
	gonb := filepath.Join(root, ".threadboost", "bin", "gonb")
	spec.Argv = []string{gonb, "-kernel", file, "-go_work=" + root, "-raw_error"}
	spec.Env = slices.DeleteFunc(spec.Env, func(kv string) bool { return !strings.HasPrefix(kv, "PATH=") })
	return spec, err
}

// installed has the environment of the kernelspec that was set up.
func installed(root string) (Spec, error) {
	path := filepath.Join(root, ".threadboost", "venv", "share", "jupyter", "kernels", "threadboost", "kernel.json")
	text, err := os.ReadFile(path)
	if err != nil {
		return Spec{}, fmt.Errorf("kerneltest: the lab is not set up: %w (go run ./kernel setup)", err)
	}
	var kernel struct{ Env map[string]string }
	if err := json.Unmarshal(text, &kernel); err != nil {
		return Spec{}, fmt.Errorf("kerneltest: %s: %w", path, err)
	}
	spec := Spec{Dir: filepath.Join(root, "notebooks")}
	delete(kernel.Env, "THREADBOOST_RESULTS") // each kernel has a folder of its own, which it leaves no trace outside of
	for name, value := range kernel.Env {
		spec.Env = append(spec.Env, name+"="+os.Expand(value, expand))
	}
	slices.Sort(spec.Env)
	return spec, nil
}

// expand is Python's string.Template, which Jupyter uses: $$ is one dollar.
func expand(name string) string {
	if name == "$" {
		return "$"
	}
	return os.Getenv(name)
}
