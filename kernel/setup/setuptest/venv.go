package setuptest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"threadboost/kernel/setup"
)

// Venv returns the Python of a venv with packages that only tests need, beside the lab's own in .threadboost, so that the
// lab's holds nothing that the product does not use. lock is a file of pinned packages with their hashes; the venv is made
// when there is none, or one of another lock: 3 s with uv, else 15 s. Where the packages cannot be had the test is [Missing]
// them.
func Venv(t testing.TB, env setup.Env, name, lock string) (python string) {
	t.Helper()
	pins, err := os.ReadFile(lock)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(env.Dir(), name)
	defer alone(t, dir+".lock")()
	python = filepath.Join(dir, "bin", "python")
	stamp := filepath.Join(dir, "requirements.stamp")
	if made, err := os.ReadFile(stamp); err == nil && string(made) == string(pins) {
		return python
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for _, argv := range install(env, dir, python, lock) {
		cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
		if out, err := cmd.CombinedOutput(); err != nil {
			Missing(t, "no packages of %s, and the test needs them: %v: %v\n%s", lock, cmd, err, out)
		}
	}
	if err := os.WriteFile(stamp, pins, 0o666); err != nil {
		t.Fatal(err)
	}
	return python
}

// install lists the commands that make the venv.
func install(env setup.Env, dir, python, lock string) [][]string {
	if uv, err := exec.LookPath("uv"); err == nil {
		return [][]string{
			{uv, "venv", "--python", env.Python(), dir},
			{uv, "pip", "install", "--python", python, "--require-hashes", "--only-binary", ":all:", "-r", lock},
		}
	}
	return [][]string{
		{env.Python(), "-m", "venv", dir},
		{python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r", lock},
	}
}

// alone waits until no other test makes the venv.
func alone(t testing.TB, path string) (release func()) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	if err == nil {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() { file.Close() }
}
