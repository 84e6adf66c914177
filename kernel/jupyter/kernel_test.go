//go:build linux

package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadboost/kernel/guard/guardtest"
	"threadboost/kernel/setup/setuptest"
)

// TestJupyterKernelTest runs jupyter_kernel_test, Jupyter's own test of kernels, on the installed kernel: all of it, nothing skipped.
func TestJupyterKernelTest(t *testing.T) {
	lab := setuptest.Lab(t)
	runPython(t, setuptest.Venv(t, lab, "kernel-test", "kernel_test/requirements.lock"), "test_kernel")
}

// TestClients lets other clients than JupyterLab and nbclient use the kernel.
func TestClients(t *testing.T) {
	runPython(t, setuptest.Lab(t).Python(), "test_clients")
}

// runPython runs a module of tests in kernel_test; none may be skipped, and nothing be left.
func runPython(t *testing.T, python, module string) {
	t.Helper()
	env := setuptest.Lab(t)
	guardtest.Mark(t)
	cmd := exec.CommandContext(t.Context(), python, "report.py", module)
	cmd.Dir = "kernel_test"
	cmd.Env = append(env.Environ(os.Environ()),
		"PYTHONDONTWRITEBYTECODE=1",
		"JUPYTER_PATH="+filepath.Join(env.Venv(), "share", "jupyter"),
		"JUPYTER_RUNTIME_DIR="+t.TempDir(),
	)
	out, err := cmd.CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	last := lines[len(lines)-1]
	if err != nil || !strings.HasSuffix(last, " passed, 0 failed, 0 skipped") {
		t.Errorf("%v: %v\n%s", cmd, err, out)
	}
	t.Log(last)
	guardtest.NothingLeft(t)
}
