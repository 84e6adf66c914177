package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"threadboost/kernel/jupyter/guard"
	"threadboost/kernel/setup"
)

// session is a guarded Python program of the venv, with a temporary folder of its own.
type session struct {
	folder string
	log    *os.File // of all that the program and its children print; readable after the folder is gone
	*guard.Process
}

// newSession makes the folder; start starts the program in it. Its owner calls close.
func newSession() (*session, error) {
	folder, err := guard.TempFolder()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err == nil {
		err = os.Mkdir(filepath.Join(folder, "runtime"), 0o700)
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	return &session{folder: folder, log: log}, nil
}

// start runs the venv's Python with arguments. What goes to stdout is logged, unless stdout is given.
func (s *session) start(env setup.Env, grace time.Duration, stdout *os.File, vars []string, args ...string) (err error) {
	cmd := exec.Command(env.Python(), args...)
	cmd.Dir = env.Root
	cmd.Env = append(env.Environ(os.Environ()),
		"TMPDIR="+s.folder,
		"JUPYTER_RUNTIME_DIR="+filepath.Join(s.folder, "runtime"),
		"IPYTHONDIR="+filepath.Join(env.Dir(), "jupyter", "ipython"),
	)
	cmd.Env = append(cmd.Env, vars...)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if stdout != nil {
		cmd.Stdout = stdout
	}
	s.Process, err = guard.Start(guard.Program{Cmd: cmd, Folder: s.folder, Grace: grace})
	return err
}

// close ends what still runs.
func (s *session) close() {
	if s.Process != nil {
		s.Stop()
	}
	s.log.Close()
	os.RemoveAll(s.folder)
}

// tail is the end of the log, indented, for a message.
func (s *session) tail() string {
	const most = 4000
	info, err := s.log.Stat()
	if err != nil {
		return ""
	}
	text := make([]byte, min(info.Size(), most))
	s.log.ReadAt(text, info.Size()-int64(len(text)))
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return "  " + strings.Join(lines[max(0, len(lines)-15):], "\n  ")
}

// shown is a path as a reader wants it: from the repository's root where it is inside.
func shown(env setup.Env, path string) string {
	if rel, err := filepath.Rel(env.Root, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}
