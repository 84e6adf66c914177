package jupyter

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"threadboost/kernel/setup"
)

// runner is the Python program that drives the kernel.
//
//go:embed runner/run.py
var runner []byte

// Execution describes a run of notebooks, one after another, each in a kernel of its own.
type Execution struct {
	Env       setup.Env
	Notebooks []string      // absolute paths, as from [Notebooks]
	Out       string        // folder of the executed notebooks, made when missing
	Timeout   time.Duration // for one cell
	Save      bool          // also write the outputs of a notebook without errors into it, normalised
	Progress  io.Writer     // a line a cell
	Errors    io.Writer     // a line a problem
}

// Execute runs the notebooks and returns the executed ones in which nothing failed. One that fails is told on x.Errors, its
// outputs so far are kept in x.Out, and the next one is run; the error then says how many failed. When ctx ends, the
// outputs so far are kept as well.
func Execute(ctx context.Context, x Execution) (good []string, err error) {
	if err := os.MkdirAll(x.Out, 0o777); err != nil {
		return nil, fmt.Errorf("run: no folder for the executed notebooks: %w", err)
	}
	for _, path := range x.Notebooks {
		if ctx.Err() != nil {
			return good, ctx.Err()
		}
		executed, err := x.one(ctx, path)
		switch {
		case err == nil:
			good = append(good, executed)
		case ctx.Err() != nil:
			fmt.Fprintf(x.Errors, "%s: stopped; the outputs so far are in %s\n", shown(x.Env, path), shown(x.Env, x.Out))
			return good, ctx.Err()
		default:
			fmt.Fprintf(x.Errors, "%s: %v\n", shown(x.Env, path), err)
		}
	}
	if failed := len(x.Notebooks) - len(good); failed > 0 {
		return good, fmt.Errorf("run: %d of %d notebooks failed; the outputs so far are in %s", failed, len(x.Notebooks), shown(x.Env, x.Out))
	}
	return good, nil
}

// one runs a notebook and returns the path of the executed one.
func (x Execution) one(ctx context.Context, path string) (target string, err error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if _, err := parse(source); err != nil {
		return "", err
	}
	target = filepath.Join(x.Out, filepath.Base(path))
	if sameFile(path, target) {
		return "", errors.New("would be overwritten by its own output: give another folder with -o, or use --save, which writes only a run without errors")
	}
	os.Remove(target) // that of an older run must not pass for this one's
	start := time.Now()
	ran := x.drive(ctx, path, target)
	executed, err := normaliseFile(target, x.Env.Root)
	if err := errors.Join(ran, err); err != nil {
		return "", err
	}
	fmt.Fprintf(x.Progress, "%s: %s, written to %s\n", title(path), seconds(time.Since(start).Seconds()), shown(x.Env, target))
	if x.Save {
		err = save(path, source, executed)
	}
	return target, err
}

// drive runs the notebook in a session and follows its events.
func (x Execution) drive(ctx context.Context, path, target string) error {
	s, err := newSession()
	if err != nil {
		return err
	}
	defer s.close()
	events, theirs, err := os.Pipe()
	if err != nil {
		return err
	}
	defer events.Close()
	timeout := strconv.FormatFloat(x.Timeout.Seconds(), 'f', -1, 64)
	err = s.start(x.Env, program{
		args: []string{filepath.Join(s.folder, "run.py"), path, target, timeout}, files: map[string][]byte{"run.py": runner},
		stdout: theirs, grace: 5 * time.Second,
	})
	theirs.Close()
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, s.Stop)()
	done, problems := follow(events, progress{out: x.Progress, title: title(path)})
	switch ended := s.Err(); {
	case len(problems) > 0:
		return errors.New(strings.Join(problems, "\n\t"))
	case !done:
		return fmt.Errorf("could not be run (Python: %v):\n%s", ended, s.tail())
	}
	return nil
}

// normaliseFile normalises an executed notebook in place. There is none when the run could not begin.
func normaliseFile(path, root string) ([]byte, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if text, err = Normalise(text, root); err != nil {
		return nil, err
	}
	return text, renameio.WriteFile(path, text, 0o666)
}

// save replaces a notebook by its executed form, unless somebody has worked on it meanwhile.
func save(path string, source, executed []byte) error {
	if len(executed) > MaxNotebook {
		return fmt.Errorf("is not saved: with its outputs it has %d kB, at most %d are committed: show less", len(executed)/1000, MaxNotebook/1000)
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, source) {
		return errors.New("is not saved: it was changed while it ran; save your changes and run it again")
	}
	return renameio.WriteFile(path, executed, 0o666, renameio.WithExistingPermissions())
}

func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	two, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}

func title(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }
