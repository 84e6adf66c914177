package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// rest is the file for what is not shown. It is opened with the first text, private to the user, and stays when the cell has ended.
type rest struct {
	path    string
	room    int64 // bytes that may still be written
	file    *os.File
	written int64
	dropped int64
	err     error // why all that follows is dropped
}

var errNoFile = errors.New("there is no file for it")

func (r *rest) write(text string) {
	if r.file == nil && r.err == nil {
		r.open()
	}
	n := 0
	if r.err == nil {
		n, r.err = r.file.WriteString(text[:min(int64(len(text)), r.room)])
	}
	r.room -= int64(n)
	r.written += int64(n)
	r.dropped += int64(len(text) - n)
}

func (r *rest) open() {
	if r.path == "" {
		r.err = errNoFile
		return
	}
	if r.err = os.MkdirAll(filepath.Dir(r.path), 0o700); r.err == nil {
		r.file, r.err = os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	}
}

func (r *rest) close() {
	if r.file == nil {
		return
	}
	if err := r.file.Close(); r.err == nil {
		r.err = err
	}
}

// where ends the sentence that says how much was not shown.
func (r *rest) where() string {
	var where string
	if r.written > 0 {
		where = fmt.Sprintf(": %s are in %s", megabytes(r.written), r.path)
	}
	if r.dropped > 0 {
		where += fmt.Sprintf(", %s are dropped", megabytes(r.dropped))
		if r.err != nil {
			where += fmt.Sprintf(" (%v)", r.err)
		}
	}
	return where
}
