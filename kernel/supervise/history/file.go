package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/google/renameio/v2"
)

// A record is one line of the file: a session that has begun (Line is 0), a cell, or the result of a cell (without Input).
type record struct {
	Session int    `json:"session"`
	Line    int    `json:"line,omitempty"`
	Input   string `json:"input,omitempty"`
	Output  string `json:"output,omitempty"`
}

// contents are what a file holds.
type contents struct {
	entries []Entry // oldest first
	last    int     // the highest session number
}

// parse reads lines, and skips those that are none of ours.
func parse(data []byte) (c contents) {
	at := make(map[[2]int]int) // of an entry, by session and line
	for line := range bytes.Lines(data) {
		var r record
		if json.Unmarshal(line, &r) != nil || r.Session < 1 || r.Session > maxSession || r.Line < 0 {
			continue
		}
		c.last = max(c.last, r.Session)
		key := [2]int{r.Session, r.Line}
		i, known := at[key]
		switch {
		case r.Line == 0:
		case r.Input != "":
			at[key] = len(c.entries)
			c.entries = append(c.entries, Entry{Session: r.Session, Line: r.Line, Input: r.Input, Output: r.Output})
		case known:
			c.entries[i].Output = r.Output
		}
	}
	return c
}

// maxSession keeps a spoilt line from using up the numbers.
const maxSession = 1 << 40

// format is the inverse of parse.
func format(c contents) []byte {
	var data bytes.Buffer
	for _, e := range c.entries {
		data.Write(record{e.Session, e.Line, e.Input, e.Output}.line())
	}
	if c.last > 0 {
		data.Write(record{Session: c.last}.line())
	}
	return data.Bytes()
}

func (r record) line() []byte {
	text, err := json.Marshal(r)
	if err != nil { // not reached: numbers and strings
		return nil
	}
	return append(text, '\n')
}

// read returns what the file holds, the newest part of it where it is larger than its bounds.
func (l *Log) read() (contents, error) {
	file, err := os.Open(l.file())
	if errors.Is(err, fs.ErrNotExist) {
		return contents{}, nil
	}
	if err != nil {
		return contents{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return contents{}, err
	}
	skipped := max(0, info.Size()-int64(2*l.bounds.bytes))
	data, err := io.ReadAll(io.NewSectionReader(file, skipped, info.Size()-skipped))
	if err != nil {
		return contents{}, err
	}
	c := parse(data)
	c.entries = newest(c.entries, l.bounds.entries)
	return c, nil
}

// append writes a line with one write. A line that a killed kernel has left half written is ended first.
func (l *Log) append(r record) error {
	file, err := os.OpenFile(l.file(), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	line := r.line()
	if torn(file) {
		line = append([]byte("\n"), line...)
	}
	_, err = file.Write(line)
	return errors.Join(err, file.Close())
}

func torn(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = file.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
}

// compact drops the older part of a file that has reached its bounds. A quarter of the room is free then, so that this is rare.
func (l *Log) compact() error {
	info, err := os.Stat(l.file())
	if err != nil || l.entries <= l.bounds.entries && info.Size() <= int64(l.bounds.bytes) {
		return err
	}
	c, err := l.read()
	if err != nil {
		return err
	}
	c.entries = newest(c.entries, l.bounds.entries*3/4)
	size := 0
	for i := len(c.entries) - 1; i >= 0; i-- {
		e := c.entries[i]
		if size += len(record{e.Session, e.Line, e.Input, e.Output}.line()); size > l.bounds.bytes*3/4 {
			c.entries = c.entries[i+1:]
			break
		}
	}
	l.entries = len(c.entries)
	return renameio.WriteFile(l.file(), format(c), 0o600)
}

func newest(entries []Entry, n int) []Entry { return entries[max(0, len(entries)-n):] }

// locked calls f while no other kernel writes. It does not wait for ever: the holder may have been stopped.
func (l *Log) locked(f func() error) error {
	file, err := os.OpenFile(filepath.Join(l.folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close() // gives the lock back
	for range lockTries {
		if err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return f()
		}
		time.Sleep(lockPause)
	}
	return errors.New("another kernel holds its lock for long: " + err.Error())
}

const (
	lockTries = 500
	lockPause = 2 * time.Millisecond
)

// shorten cuts a text behind the last whole rune of n bytes.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}
