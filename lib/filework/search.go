package filework

import (
	"bytes"
	"context"
	"fmt"
	"regexp"

	"threadboost/lib/lab"
)

// Search looks for lines with a text in the files of a corpus, as grep does, one file a unit. The checksum of a unit tells how many lines
// there are and where.
type Search struct {
	Pattern string // regular expression: see regexp/syntax; a plain word is the fastest. Empty means "TODO"
	In      Corpus // the files; its zero value is the source tree of Go
}

// String describes the work, such as `searches for "TODO" in 500 *.go files in Go's source tree`.
func (s Search) String() string { return s.In.describe(`searches for "` + s.pattern() + `" in`) }

func (s Search) pattern() string {
	if s.Pattern == "" {
		return "TODO"
	}
	return s.Pattern
}

// Stage looks for the files and searches each of them: see [Corpus.Stage].
func (s Search) Stage(ctx context.Context) (staged lab.Workload, release func() error, err error) {
	lines, err := newLines(s.pattern())
	if err != nil {
		return nil, nil, fmt.Errorf("filework: Search: %w", err)
	}
	t, err := s.In.take(ctx, lines.fold)
	if err != nil {
		return nil, nil, fmt.Errorf("filework: Search: %w", err)
	}
	t.Pattern = s.pattern()
	t.spec, err = travel{Search: &t.listing}.spec()
	return t, releaseNothing, err
}

// Prepare makes a job alone. A run looks for the files once for all trials: see [Corpus.Stage].
func (s Search) Prepare(ctx context.Context) (*lab.Job, error) { return lab.PrepareAlone(ctx, s) }

// lines finds the lines that match a pattern.
type lines struct {
	pattern *regexp.Regexp
	prefix  []byte // with which each match begins
	plain   bool   // the prefix is all of the pattern
}

func newLines(pattern string) (*lines, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w: put \\ before each character that has a meaning in regular expressions", pattern, err)
	}
	prefix, plain := re.LiteralPrefix()
	if bytes.IndexByte([]byte(prefix), '\n') >= 0 {
		return nil, fmt.Errorf("pattern %q has a line break: want one that a single line can match", pattern)
	}
	return &lines{re, []byte(prefix), plain}, nil
}

// fold takes in the whole lines of a piece.
func (l *lines) fold(sum uint64, at int64, piece []byte, last bool) (folded uint64, used int) {
	used = len(piece)
	if !last {
		used = bytes.LastIndexByte(piece, '\n') + 1
	}
	for from := 0; from < used; {
		begin, end := l.next(piece[:used], from)
		if begin < 0 {
			break
		}
		if l.plain || l.pattern.Match(piece[begin:end]) {
			sum = mix(sum, uint64(at)+uint64(begin))
		}
		from = end + 1
	}
	return sum, used
}

// next returns the next line that may match, without its break; begin is -1 when there is none.
func (l *lines) next(text []byte, from int) (begin, end int) {
	first := bytes.Index(text[from:], l.prefix)
	if first < 0 {
		return -1, -1
	}
	begin = from + bytes.LastIndexByte(text[from:from+first], '\n') + 1
	end = len(text)
	if length := bytes.IndexByte(text[from+first:], '\n'); length >= 0 {
		end = from + first + length
	}
	return begin, end
}

// mix adds the place of another line to a sum, so that their order counts.
func mix(sum, place uint64) uint64 { return (sum ^ (place + 1)) * 0x9e3779b97f4a7c15 }
