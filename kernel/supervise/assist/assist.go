// Package assist completes and explains what is written in a cell, with a gopls of its own: it answers also while a cell runs or is
// built.
//
// The cell and what earlier cells declared ([Memory]) are two files of a small module, which gopls knows from us alone: nothing is
// written to disk for a request. The module needs what the repository needs and replaces threadboost by the repository, so that gopls
// holds only the packages that the notebook imports, not the repository's tools. gopls runs under a guard, tries to stay under 200 MiB,
// and has no telemetry process. While a cell runs and nobody asks, it is stopped (SIGSTOP), so that it disturbs no measurement.
//
// Cost: the first request takes seconds, unless [Assistant.Warm] came before; later ones take some 50 ms (TestCompletion logs them).
package assist

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
)

// An Assistant answers requests; it starts gopls when it is first needed. Its methods may be called by any number of goroutines.
type Assistant struct {
	config   Config
	packages packages
	log      func(format string, args ...any)

	mu     sync.Mutex // one request at a time: the files are those of the request
	memory Memory
	server *server
	closed bool

	turn   sync.Mutex // guards the two below, and their effect on gopls
	busy   bool       // a cell runs
	asking bool       // a request is under way
	awake  *server    // the server that pause and resume act on
}

// New returns an assistant.
func New(config Config, log func(format string, args ...any)) *Assistant {
	return &Assistant{config: config, packages: packages{root: config.Root}, log: log}
}

// Learn remembers the declarations of a cell that ran.
func (a *Assistant) Learn(count int, source string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.memory.Learn(count, source)
}

// Forget forgets all declarations and returns what it forgot: for each cell, by its number, the names.
func (a *Assistant) Forget() map[int][]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	names := a.memory.Names()
	a.memory.Reset()
	return names
}

// SetBusy tells that a cell runs, or no longer does.
func (a *Assistant) SetBusy(busy bool) {
	a.turn.Lock()
	defer a.turn.Unlock()
	a.busy = busy
	a.settle()
}

// settle lets gopls run when somebody asks or no cell runs.
func (a *Assistant) settle() {
	switch {
	case a.awake == nil:
	case a.busy && !a.asking:
		a.awake.pause()
	default:
		a.awake.resume()
	}
}

// ask lets a request have gopls, which is started if there is none. One that ends meanwhile is started again, once.
func (a *Assistant) ask(ctx context.Context, request func(*server) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.setAsking(true)
	defer a.setAsking(false)
	err := a.try(ctx, request)
	if err != nil && a.server != nil && a.server.conn.gone() && ctx.Err() == nil {
		a.log("gopls has ended; it is started again")
		err = a.try(ctx, request)
	}
	return err
}

func (a *Assistant) try(ctx context.Context, request func(*server) error) error {
	if a.closed {
		return errors.New("assist: it is closed")
	}
	if a.server != nil && a.server.conn.gone() {
		a.drop()
	}
	if a.server == nil {
		starting, cancel := context.WithTimeout(ctx, startTime)
		defer cancel()
		s, err := start(starting, a.config)
		if err != nil {
			return err
		}
		a.server = s
		a.turn.Lock()
		a.awake = s
		a.turn.Unlock()
	}
	return request(a.server)
}

func (a *Assistant) setAsking(asking bool) {
	a.turn.Lock()
	defer a.turn.Unlock()
	a.asking = asking
	a.settle()
}

func (a *Assistant) drop() {
	if a.server == nil {
		return
	}
	a.turn.Lock()
	a.awake = nil
	a.turn.Unlock()
	a.server.stop()
	a.server = nil
}

// Close ends gopls; nothing of it is left.
func (a *Assistant) Close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	a.drop()
}

// open shows gopls a cell and returns where the cursor is.
func (a *Assistant) open(s *server, source string, at int) (program, position, error) {
	p := a.memory.compose(source, a.packages.find)
	if err := s.write("earlier.go", p.earlier); err != nil {
		return p, position{}, err
	}
	if err := s.write("cell.go", p.cell); err != nil {
		return p, position{}, err
	}
	where := place(source, at)
	if where.Line == 0 {
		where.Character += p.shift
	}
	return p, where, nil
}

// A Match is one completion.
type Match struct {
	Text string // what stands in place of the range
	Kind string // function, type, keyword... as JupyterLab shows them
	Hint string // its type or signature
}

// Completions are what may stand from Start to End, in characters of the cell.
type Completions struct {
	Start, End int
	Matches    []Match
}

// mostMatches is how many completions are given.
const mostMatches = 100

// Complete completes what stands before a cursor, in characters of the cell.
func (a *Assistant) Complete(ctx context.Context, source string, at int) (Completions, error) {
	found := Completions{Start: at, End: at}
	err := a.ask(ctx, func(s *server) error {
		p, where, err := a.open(s, source, at)
		if err != nil {
			return err
		}
		var list completionList
		if err := s.conn.call(ctx, "textDocument/completion", documentPosition(s, where), &list); err != nil {
			return err
		}
		found = p.completions(list, source, at)
		return nil
	})
	return found, err
}

func documentPosition(s *server, where position) map[string]any {
	return map[string]any{"textDocument": map[string]string{"uri": s.uri("cell.go")}, "position": where}
}

// completionList and its items are those of the protocol.
type completionList struct{ Items []completionItem }

type completionItem struct {
	Kind     int
	Detail   string
	SortText string
	TextEdit *struct {
		Range struct{ Start, End position }
		Text  string `json:"newText"`
	}
}

// completions are those of gopls in its order, for the range that the first one replaces.
func (p program) completions(list completionList, source string, at int) Completions {
	c := Completions{Start: at, End: at}
	slices.SortStableFunc(list.Items, func(a, b completionItem) int { return cmp.Compare(a.SortText, b.SortText) })
	for _, item := range list.Items {
		if item.TextEdit == nil || len(c.Matches) == mostMatches {
			continue
		}
		start := item.TextEdit.Range.Start
		if start.Line == 0 {
			start.Character -= p.shift
		}
		if from := cursor(source, start); len(c.Matches) == 0 {
			c.Start = from
		} else if from != c.Start {
			continue
		}
		if slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Text == item.TextEdit.Text }) { // two packages of one name
			continue
		}
		c.Matches = append(c.Matches, Match{Text: item.TextEdit.Text, Kind: kindName(item.Kind), Hint: item.Detail})
	}
	return c
}

// kindName is a CompletionItemKind of the protocol in JupyterLab's words.
func kindName(kind int) string {
	names := map[int]string{2: "method", 3: "function", 5: "field", 6: "variable", 7: "type", 8: "interface", 9: "module", 14: "keyword", 21: "constant", 22: "type", 25: "type"}
	return names[kind]
}

// Inspect explains what stands at a cursor, in Markdown; "" when there is nothing to explain.
func (a *Assistant) Inspect(ctx context.Context, source string, at int) (text string, err error) {
	err = a.ask(ctx, func(s *server) error {
		_, where, err := a.open(s, source, at)
		if err != nil {
			return err
		}
		text, err = hover(ctx, s, where)
		if err != nil || text != "" {
			return err
		}
		text, err = signature(ctx, s, where)
		return err
	})
	return text, err
}

// hover explains the name at a cursor, or before it: a cursor behind a name or its bracket means the name.
func hover(ctx context.Context, s *server, where position) (string, error) {
	for range 2 {
		var found struct{ Contents struct{ Value string } }
		if err := s.conn.call(ctx, "textDocument/hover", documentPosition(s, where), &found); err != nil {
			return "", err
		}
		if found.Contents.Value != "" || where.Character == 0 {
			return found.Contents.Value, nil
		}
		where.Character--
	}
	return "", nil
}

// signature explains the function whose arguments are being written.
func signature(ctx context.Context, s *server, where position) (string, error) {
	var help struct {
		Signatures []struct {
			Label         string
			Documentation struct{ Value string }
		}
	}
	if err := s.conn.call(ctx, "textDocument/signatureHelp", documentPosition(s, where), &help); err != nil || len(help.Signatures) == 0 {
		return "", err
	}
	first := help.Signatures[0]
	return strings.TrimSpace("```go\nfunc " + first.Label + "\n```\n\n" + first.Documentation.Value), nil
}

// warmCell uses what most lessons do, so that gopls loads it.
const warmCell = "import (\n\t\"fmt\"\n\t\"threadboost/lib/boost\"\n\t\"threadboost/lib/lab\"\n\t\"threadboost/lib/model\"\n)\n%%\nboost."

// Warm starts gopls and lets it load what lessons import: the next request takes less than a second.
func (a *Assistant) Warm(ctx context.Context) error {
	_, err := a.Complete(ctx, warmCell, len(warmCell))
	return err
}
