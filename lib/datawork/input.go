package datawork

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"threadboost/lib/internal/corpus"
	"threadboost/lib/lab"
)

// An input is an open file with text.
type input struct {
	*os.File
	size int64
	made bool // for this run: it is removed at its end
}

func openInput(path string) (*input, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: name a file that is there", err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s is no regular file: name one", path)
	case info.Size() == 0:
		err = fmt.Errorf("%s is empty: name a file that holds something", path)
	default:
		return &input{File: f, size: info.Size()}, nil
	}
	return nil, errors.Join(err, f.Close())
}

// makeInput writes a file of its own in the system's folder for temporary files.
func makeInput(write func(w io.Writer) error) (*input, error) {
	f, err := os.CreateTemp("", "threadboost-*")
	if err != nil {
		return nil, err
	}
	in := &input{File: f, made: true}
	if err = write(f); err == nil {
		in.size, err = f.Seek(0, io.SeekCurrent)
	}
	if err != nil {
		return nil, errors.Join(err, in.release())
	}
	return in, nil
}

func (in *input) release() error {
	err := in.Close()
	if in.made {
		err = errors.Join(err, os.Remove(in.Name()))
	}
	return err
}

// openTable opens a file of CSV, or makes one of invented flights when none is named.
func openTable(ctx context.Context, path string, rows int) (*input, error) {
	if path != "" {
		return openInput(path)
	}
	return makeInput(func(w io.Writer) error { return WriteFlights(ctx, w, rows, 1) })
}

// header reads the names of the columns, and where the rows begin.
func (in *input) header() (columns []string, rows int64, err error) {
	r := csv.NewReader(io.NewSectionReader(in, 0, in.size))
	columns, err = r.Read()
	switch {
	case err != nil:
		return nil, 0, fmt.Errorf("the header of %s: %w", in.Name(), err)
	case r.InputOffset() == in.size:
		return nil, 0, fmt.Errorf("%s has no row below its header: name a file with rows", in.Name())
	}
	columns[0] = strings.TrimPrefix(columns[0], "\ufeff") // as spreadsheets write it
	return columns, r.InputOffset(), nil
}

// column finds a column by its name.
func (in *input) column(columns []string, name string) (int, error) {
	i := slices.Index(columns, name)
	if i < 0 {
		return 0, fmt.Errorf("%s has no column %q: name one of %s", in.Name(), name, strings.Join(columns, ", "))
	}
	return i, nil
}

// openText opens a file, or makes one of all files in a folder, or of the Go source tree when nothing is named.
func openText(ctx context.Context, path, suffix string, size lab.Bytes) (*input, error) {
	if path == "" {
		var err error
		if path, err = corpus.Source(ctx); err != nil {
			return nil, err
		}
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return openInput(path)
	}
	files, err := corpus.Files(ctx, path, suffix, 0)
	if err != nil {
		return nil, err
	}
	return makeInput(func(w io.Writer) error { return concatenate(ctx, w, files, int64(size)) })
}

// concatenate writes one file after the other until so many bytes are written, and ends each with a line end.
func concatenate(ctx context.Context, w io.Writer, files []corpus.File, size int64) error {
	out := bufio.NewWriterSize(w, 256<<10)
	for _, f := range files {
		if size <= 0 {
			break
		}
		text, err := os.ReadFile(f.Path)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		out.Write(text)
		out.WriteByte('\n')
		size -= int64(len(text)) + 1
	}
	return out.Flush()
}
