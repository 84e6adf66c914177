package sqlitedb

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"threadboost/lib/sqlwork"
)

// settings are what both databases have in common.
type settings struct {
	Durability  sqlwork.Durability
	BusyTimeout time.Duration
	Mapped      bool
}

func (s settings) busyTimeout() time.Duration { return cmp.Or(s.BusyTimeout, 5*time.Second) }

// synchronous is the value of the pragma of that name.
func (s settings) synchronous() (string, error) {
	switch s.Durability {
	case sqlwork.Full:
		return "FULL", nil
	case sqlwork.Normal:
		return "NORMAL", nil
	case sqlwork.Off:
		return "OFF", nil
	}
	return "", fmt.Errorf("sqlitedb: durability %d: want sqlwork.Full, Normal or Off", s.Durability)
}

// pragmas are what is set on each connection.
func (s settings) pragmas() ([]string, error) {
	synchronous, err := s.synchronous()
	mapped := 0
	if s.Mapped {
		mapped = mostMapped
	}
	return []string{
		"journal_mode = WAL",
		"synchronous = " + synchronous,
		fmt.Sprintf("busy_timeout = %d", max(0, min(s.busyTimeout(), slice)).Milliseconds()),
		fmt.Sprintf("mmap_size = %d", mapped),
	}, err
}

// mostMapped is how much of a file is mapped into memory.
const mostMapped = 1 << 30

// describe names the driver and what is set.
func (s settings) describe(driver string) string {
	text := fmt.Sprintf("SQLite (%s), %v", driver, s.Durability)
	switch {
	case s.BusyTimeout < 0:
		text += ", no busy timeout"
	case s.BusyTimeout > 0:
		text += fmt.Sprintf(", busy timeout %v", s.BusyTimeout)
	}
	if s.Mapped {
		text += ", mapped"
	}
	return text
}

// slice is how long SQLite itself waits for a lock. It sleeps then, and nothing can wake it, so a longer wait is made of several.
const slice = 50 * time.Millisecond

// patiently calls a transaction again while the database is locked and the busy timeout has not passed.
func (s settings) patiently(ctx context.Context, busy func(error) bool, transaction func() error) error {
	begun := time.Now()
	for {
		err := transaction()
		if err == nil || !busy(err) || time.Since(begun) >= s.busyTimeout() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// The statements, in the order of their kinds.
var statements = [...]string{
	"INSERT INTO items VALUES (?, ?, ?)",
	"SELECT amount, note FROM items WHERE id = ?",
	"UPDATE items SET amount = amount + ? WHERE id = ?",
	"DELETE FROM items WHERE id = ?",
}

const (
	create    = "CREATE TABLE items (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL, note TEXT NOT NULL)"
	readAll   = "SELECT id, amount, note FROM items"
	deleteAll = "DELETE FROM items"
	truncate  = "PRAGMA wal_checkpoint(TRUNCATE)" // the log is written to the file and begins anew
)

// A file is where a table lies.
type file struct {
	settings
	Path string
	own  bool // it is ours to remove
}

// newFile makes a folder for a file, in a folder or in that of the system for temporary files.
func newFile(dir string, s settings) (*file, error) {
	folder, err := os.MkdirTemp(dir, "threadboost-")
	if err != nil {
		return nil, fmt.Errorf("sqlitedb: %w", err)
	}
	return &file{s, filepath.Join(folder, "items.db"), true}, nil
}

func (f *file) remove() error {
	if !f.own {
		return nil
	}
	return os.RemoveAll(filepath.Dir(f.Path))
}

// attached is the file of an address, which another process has made.
func attached(address json.RawMessage) (*file, error) {
	f := new(file)
	if err := json.Unmarshal(address, f); err != nil {
		return nil, fmt.Errorf("sqlitedb: the address of the table is %q: %w", address, err)
	}
	if _, err := os.Stat(f.Path); err != nil {
		return nil, fmt.Errorf("sqlitedb: the file of the table: %w", err)
	}
	return f, nil
}

func (f *file) address() (json.RawMessage, error) { return json.Marshal(f) }

// errStuck is wrapped around the error of a transaction that could not be rolled back, in place of what was wrong with it.
var errStuck = errors.New("it could not be rolled back")

// stuck makes an error that is not Retryable, whatever the cause was.
func stuck(cause, rollback error) error {
	return fmt.Errorf("%w: %w; before that, %v", errStuck, rollback, cause)
}
