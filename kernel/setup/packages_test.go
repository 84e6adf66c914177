package setup

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The lock must install anywhere: each pin with hashes, no host, no path, and what requirements.in asks for.
func TestLock(t *testing.T) {
	if bad := regexp.MustCompile(`(?m)^-|://|^\s*[/~]`).FindString(requirements); bad != "" {
		t.Errorf("the lock has an option, a host or a path: %q", bad)
	}
	pins := regexp.MustCompile(`(?m)^[a-z0-9][^\n]*\n(    --hash=sha256:[0-9a-f]{64}[^\n]*\n)*`).FindAllString(requirements, -1)
	if len(pins) < 90 {
		t.Errorf("the lock has %d pins, want about 100", len(pins))
	}
	for _, pin := range pins {
		if first, _, _ := strings.Cut(pin, "\n"); !strings.Contains(first, "==") || !strings.Contains(pin, "--hash=sha256:") {
			t.Errorf("%q has no exact version or no hash", first)
		}
	}
	asked, err := os.ReadFile("requirements.in")
	if err != nil {
		t.Fatal(err)
	}
	for _, pin := range regexp.MustCompile(`(?m)^[a-z0-9-]+==[0-9.]+`).FindAllString(string(asked), -1) {
		if !strings.Contains(requirements, "\n"+pin+" ") {
			t.Errorf("requirements.in asks for %s, and the lock has it not: make it anew", pin)
		}
	}
}

func TestInstalled(t *testing.T) {
	env := Env{Root: filepath.Join(t.TempDir(), "[a]*")} // what a pattern would take for its own
	for _, name := range []string{"jupyterlab-4.6.6.dist-info", "Jupyter_Client-8.10.0.dist-info", "pandas-3.0.0.dist-info", "jupyterlab"} {
		write(t, filepath.Join(env.Venv(), "lib", "python3.11", "site-packages", name, "x"), "")
	}
	got := strings.Join(installed(env), " ")
	if want := "Jupyter_Client-8.10.0.dist-info jupyterlab-4.6.6.dist-info"; got != want {
		t.Errorf("installed = %q, want %q", got, want)
	}
	if got := installed(Env{Root: "/nowhere"}); len(got) > 0 {
		t.Errorf("installed of no venv = %q", got)
	}
}

func TestPipConfigured(t *testing.T) {
	home := t.TempDir()
	write(t, filepath.Join(home, "xdg", "pip", "pip.conf"), "[global]\n")
	cases := []struct {
		name string
		env  []string
		want bool
	}{
		{"a mirror", []string{"PIP_INDEX_URL=https://mirror/simple"}, true},
		{"a certificate", []string{"PIP_CERT=/ca.pem"}, true},
		{"a file in the home folder", []string{"HOME=/nowhere", "XDG_CONFIG_HOME=" + filepath.Join(home, "xdg")}, true},
		{"a setting of taste", []string{"HOME=/nowhere", "PIP_NO_COLOR=1"}, systemPip()},
		{"an empty variable", []string{"HOME=/nowhere", "PIP_INDEX_URL="}, systemPip()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := pipConfigured(c.env); got != c.want {
				t.Errorf("pipConfigured(%q) = %v, want %v", c.env, got, c.want)
			}
		})
	}
}

// systemPip tells whether this machine configures pip for everybody, which a test cannot take away.
func systemPip() bool {
	for _, path := range []string{"/etc/pip.conf", "/etc/xdg/pip/pip.conf"} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}

func TestInstall(t *testing.T) {
	cases := []struct {
		name, uv string
		venv     bool
		want     string
		fails    bool
	}{
		{"uv", "uv", true, "uv venv, uv pip", false},
		{"no uv", "", true, "python -m venv, python -m pip", false},
		{"uv fails", "broken", true, "broken venv, python -m venv, python -m pip", false},
		{"uv fails and Python has no venv", "broken", false, "broken venv", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := fakeSession(t, dir)
			uv := c.uv
			if uv != "" {
				uv = filepath.Join(dir, uv)
			}
			err := s.install(t.Context(), uv, python{Executable: filepath.Join(dir, "python"), Venv: c.venv}, "lock")
			if (err != nil) != c.fails {
				t.Errorf("install = %v, want an error: %v", err, c.fails)
			}
			calls, _ := os.ReadFile(filepath.Join(dir, "calls"))
			if got := strings.ReplaceAll(strings.TrimSpace(string(calls)), "\n", ", "); got != c.want {
				t.Errorf("ran %q, want %q", got, c.want)
			}
		})
	}
}

// fakeSession has programs in dir that note how they were called; broken fails, and each makes a venv if asked.
func fakeSession(t *testing.T, dir string) *session {
	t.Helper()
	const program = `#!/bin/sh
echo "${0##*/} $1$([ "$1" = -m ] && echo " $2")" >>CALLS
[ "${0##*/}" = broken ] && exit 1
case "$*" in *" VENV") mkdir -p VENV/bin && cp "$0" VENV/bin/python ;; esac
exit 0
`
	env := Env{Root: dir}
	text := strings.NewReplacer("CALLS", filepath.Join(dir, "calls"), "VENV", env.Venv()).Replace(program)
	for _, name := range []string{"uv", "broken", "python"} {
		write(t, filepath.Join(dir, name), text)
		if err := os.Chmod(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(env.Dir(), 0o777); err != nil {
		t.Fatal(err)
	}
	lock, err := lockSetup(t.Context(), env, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(env, lock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close(); lock.release() })
	return s
}
