package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"threadboost/kernel/guard"
	"threadboost/kernel/setup"
)

// session is a guarded Python program of the venv, with a temporary folder of its own.
type session struct {
	folder string
	log    *os.File // of all that the program and its children print; readable after the folder is gone
	*guard.Process
}

// newSession prepares for a program; start starts it. Its owner calls close.
func newSession() (*session, error) {
	guard.Sweep()
	log, err := guard.NewLog()
	if err != nil {
		return nil, err
	}
	return &session{folder: guard.NewFolder(), log: log}, nil
}

// start runs the venv's Python with arguments, in a folder with some files. What goes to stdout is logged, unless stdout is
// given.
func (s *session) start(env setup.Env, p program) (err error) {
	cmd := exec.Command(env.Python(), p.args...)
	cmd.Dir = env.Root
	cmd.Env = append(env.Environ(os.Environ()),
		"TMPDIR="+s.folder,
		"JUPYTER_RUNTIME_DIR="+filepath.Join(s.folder, "runtime"),
		"IPYTHONDIR="+filepath.Join(env.Dir(), "jupyter", "ipython"),
	)
	cmd.Env = append(cmd.Env, p.vars...)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if p.stdout != nil {
		cmd.Stdout = p.stdout
	}
	s.Process, err = guard.Start(guard.Program{Cmd: cmd, Folder: s.folder, Prepare: func() error { return s.fill(p.files) }, Grace: p.grace})
	return err
}

// program is what a session runs.
type program struct {
	args   []string // of Python
	vars   []string // NAME=value, beside those of the session
	files  map[string][]byte
	stdout *os.File
	grace  time.Duration // between the request to end and the kill
}

func (s *session) fill(files map[string][]byte) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(s.folder, name), text, 0o600); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(s.folder, "runtime"), 0o700)
}

// close ends what still runs.
func (s *session) close() {
	if s.Process != nil {
		s.Stop()
	}
	s.log.Close()
}

// tail is the end of the log, indented, for a message.
func (s *session) tail() string { return guard.Tail(s.log, 15) }

// shown is a path as a reader wants it: from the repository's root where it is inside.
func shown(env setup.Env, path string) string {
	if rel, err := filepath.Rel(env.Root, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}
