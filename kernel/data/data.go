// Package data is what `go run ./kernel data` does: it makes invented tables and texts, larger than what the repository holds, with
// the generators of lib/datawork.
//
// It owns where the files lie, that each appears whole or not at all, also when the process is killed, and what is told meanwhile. It uses
// little memory, whatever the sizes are. Cost: that of the generators, and of the disk.
package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"threadboost/lib/datawork"
)

// Names of the files that are made.
const (
	Flights  = "invented-flights.csv"
	Carriers = "invented-carriers.csv"
	Words    = "invented-words.txt"
)

// Most is the largest number of rows, and of words.
const Most = 1_000_000_000

// Config says what is made.
type Config struct {
	Dir   string // is made if it is not there
	Rows  int    // of the table of flights; 0 makes none
	Words int    // of the text; 0 makes none
	Seed  uint64
	Out   io.Writer // is told what was made; a terminal, also how far it is
}

// An item is a file to be made.
type item struct {
	name, holds string
	size        int64 // about
	write       func(ctx context.Context, w io.Writer) error
}

// Make makes the files, and replaces those that are there.
func Make(ctx context.Context, c Config) error {
	items, err := c.items()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	if err := fit(c.Dir, items); err != nil {
		return err
	}
	for _, it := range items {
		if err := c.make(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) items() (items []item, err error) {
	switch {
	case c.Rows < 0 || c.Rows > Most || c.Words < 0 || c.Words > Most:
		return nil, fmt.Errorf("data: %d rows and %d words were asked for: want 0 (none) to %d of each", c.Rows, c.Words, Most)
	case c.Rows == 0 && c.Words == 0:
		return nil, errors.New("data: neither rows nor words were asked for: give --rows or --words")
	}
	if c.Rows > 0 {
		items = append(items,
			item{Flights, fmt.Sprintf("%d flights", c.Rows), 40 * int64(c.Rows), func(ctx context.Context, w io.Writer) error {
				return datawork.WriteFlights(ctx, w, c.Rows, c.Seed)
			}},
			item{Carriers, "the names of their carriers", 500, func(_ context.Context, w io.Writer) error { return datawork.WriteCarriers(w) }})
	}
	if c.Words > 0 {
		items = append(items, item{Words, fmt.Sprintf("%d words", c.Words), 6 * int64(c.Words), func(ctx context.Context, w io.Writer) error {
			return datawork.WriteWords(ctx, w, c.Words, c.Seed)
		}})
	}
	return items, nil
}

// fit compares what the files need with what is free, where the file system tells.
func fit(dir string, items []item) error {
	needed := int64(0)
	for _, it := range items {
		needed += it.size
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil || disk.Blocks == 0 {
		return nil
	}
	if free := disk.Bavail * uint64(disk.Bsize); uint64(needed) > free {
		return fmt.Errorf("data: some %s are needed in %s, %s are free: ask for fewer, or name a folder on another disk with -o", size(needed), dir, size(int64(free)))
	}
	return nil
}

// make writes a file under another name, which the next call uses again if this one is killed, and renames it.
func (c Config) make(ctx context.Context, it item) (err error) {
	path := filepath.Join(c.Dir, it.name)
	part, err := os.OpenFile(filepath.Join(c.Dir, "."+it.name+".part"), os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	defer part.Close() // a second time, mostly
	if syscall.Flock(int(part.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return fmt.Errorf("data: %s is being made by another process: wait for it, or name another folder with -o", path)
	}
	p := newProgress(c.Out, it)
	err = part.Truncate(0)
	if err == nil {
		err = it.write(ctx, io.MultiWriter(part, p))
	}
	if err = finish(part, path, err); err != nil {
		p.clear()
		return fmt.Errorf("data: %s: %w", path, err)
	}
	p.end(path)
	return nil
}

// finish puts a file in its place, or removes it after an error.
func finish(part *os.File, path string, err error) error {
	if err == nil {
		err = part.Sync()
	}
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return part.Close()
}
