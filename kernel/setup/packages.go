package setup

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

//go:embed requirements.lock
var requirements string

// packagesStep makes the venv. It is made anew when the lock changes, or when somebody has removed or changed a package
// that the lock names.
func packagesStep(env Env) step {
	return step{
		name:    "Python packages",
		stamp:   filepath.Join(env.Venv(), "packages.stamp"),
		inputs:  func() []string { return append(installed(env), requirements, env.Root, resolved(env.Python())) },
		outputs: []string{env.Python(), filepath.Join(env.Venv(), "bin", "jupyter-lab")},
		do:      makeVenv,
	}
}

// resolved is the file that a link ends at, "" if there is none: a Python that was upgraded or removed makes the venv stale.
func resolved(path string) string {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	return path
}

var (
	pin      = regexp.MustCompile(`(?m)^([a-z0-9][a-z0-9-]*)==`)
	distInfo = regexp.MustCompile(`^([^-]+)-[^-]+\.dist-info$`)
	dashes   = regexp.MustCompile(`[-_.]+`)
)

// installed lists what is there of the packages that the lock names, with their versions: the names of their folders of
// metadata. What else somebody has put into the venv does no harm.
func installed(env Env) (list []string) {
	pinned := map[string]bool{}
	for _, m := range pin.FindAllStringSubmatch(requirements, -1) {
		pinned[m[1]] = true
	}
	files, _ := os.ReadDir(env.sitePackages())
	for _, file := range files {
		if m := distInfo.FindStringSubmatch(file.Name()); m != nil && pinned[strings.ToLower(dashes.ReplaceAllString(m[1], "-"))] {
			list = append(list, file.Name())
		}
	}
	return list
}

func makeVenv(ctx context.Context, s *session) (err error) {
	uv := findUV(os.Environ())
	python, err := findPython(ctx, uv)
	if err != nil {
		return err
	}
	release, err := s.env.own()
	if err != nil {
		return err
	}
	defer release()
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(s.env.Venv()))
		}
	}()
	lock := filepath.Join(s.env.scratch(), "requirements.lock")
	if err := os.WriteFile(lock, []byte(requirements), 0o666); err != nil {
		return err
	}
	return s.install(ctx, uv, python, lock)
}

// install uses uv if there is one, then pip: pip may know a proxy or a certificate of the system that uv does not.
func (s *session) install(ctx context.Context, uv string, p python, lock string) error {
	if uv == "" {
		return s.withPip(ctx, p, lock)
	}
	err := s.withUV(ctx, uv, p, lock)
	if err == nil || ctx.Err() != nil || !p.Venv {
		return err
	}
	return s.withPip(ctx, p, lock)
}

func (s *session) withUV(ctx context.Context, uv string, p python, lock string) error {
	return s.remake(ctx,
		[]string{uv, "venv", "--python", p.Executable, s.env.Venv()},
		[]string{uv, "pip", "install", "--python", s.env.Python(), "--require-hashes", "--only-binary", ":all:", "-r", lock},
	)
}

// withPip keeps the user's settings of pip, but for the variables that would put the packages elsewhere (see confusing).
func (s *session) withPip(ctx context.Context, p python, lock string) error {
	return s.remake(ctx,
		[]string{p.Executable, "-m", "venv", s.env.Venv()},
		[]string{s.env.Python(), "-m", "pip", "install", "--no-user", "--no-input", "--disable-pip-version-check", "--no-compile",
			"--require-hashes", "--only-binary", ":all:", "-r", lock},
	)
}

// remake runs the commands that make a venv where none is.
func (s *session) remake(ctx context.Context, commands ...[]string) error {
	if err := os.RemoveAll(s.env.Venv()); err != nil {
		return err
	}
	for _, argv := range commands {
		if err := s.run(ctx, command{dir: s.env.Dir(), argv: argv}); err != nil {
			return err
		}
	}
	return nil
}

// findUV returns the path of uv, or "" when there is none or when pip was told where to get packages from: uv reads
// neither pip's files nor its variables, and would go past a company's mirror or proxy.
func findUV(environ []string) string {
	uv, err := exec.LookPath("uv")
	if err != nil || pipConfigured(environ) {
		return ""
	}
	return uv
}

// pipSources are the settings of pip that say where packages come from.
var pipSources = []string{
	"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_PROXY", "PIP_CERT", "PIP_CLIENT_CERT",
	"PIP_TRUSTED_HOST", "PIP_CONFIG_FILE", "PIP_CONSTRAINT", "PIP_KEYRING_PROVIDER",
}

func pipConfigured(environ []string) bool {
	for _, name := range pipSources {
		if lookup(environ, name) != "" {
			return true
		}
	}
	for _, path := range pipFiles(environ) {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}

// pipFiles are the places of pip's configuration, from its user guide.
func pipFiles(environ []string) []string {
	home := lookup(environ, "HOME")
	config := lookup(environ, "XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	files := []string{
		"/etc/pip.conf",
		"/etc/xdg/pip/pip.conf",
		filepath.Join(home, ".pip", "pip.conf"),
		filepath.Join(config, "pip", "pip.conf"),
	}
	if runtime.GOOS == "darwin" {
		files = append(files, filepath.Join(home, "Library", "Application Support", "pip", "pip.conf"))
	}
	return files
}
