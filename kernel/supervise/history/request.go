package history

import (
	"encoding/json"
	"fmt"
	"slices"
)

// A Request is the content of a history_request. Its raw is of no use: a cell of Go is stored as it was typed.
type Request struct {
	Access  string `json:"hist_access_type"` // range, tail or search
	Output  bool   `json:"output"`           // with results
	Session int    `json:"session"`          // of a range: 0 is the current one, below 0 so many before it
	Start   int    `json:"start"`            // of a range: the first line; below 0, counted from the end
	Stop    int    `json:"stop"`             // of a range: the line after the last one; 0 is the end
	N       *int   `json:"n"`                // of tail and search: how many of the newest; nil or below 0, all
	Pattern string `json:"pattern"`          // of a search: see [glob]
	Unique  bool   `json:"unique"`           // of a search: of the same inputs the newest only
}

// A Reply is the content of a history_reply.
type Reply struct {
	Status  string  `json:"status"`
	History []Entry `json:"history"` // oldest first
}

// An Entry is one cell that was run.
type Entry struct {
	Session, Line int
	Input, Output string
	withOutput    bool
}

// MarshalJSON writes [session, line, input], or [session, line, [input, output]] where the request asks so.
func (e Entry) MarshalJSON() ([]byte, error) {
	switch {
	case !e.withOutput:
		return json.Marshal([]any{e.Session, e.Line, e.Input})
	case e.Output == "":
		return json.Marshal([]any{e.Session, e.Line, []any{e.Input, nil}})
	}
	return json.Marshal([]any{e.Session, e.Line, []any{e.Input, e.Output}})
}

// Answer answers a request.
func (l *Log) Answer(r Request) (Reply, error) {
	reply := Reply{Status: "ok", History: []Entry{}}
	if l == nil {
		return reply, nil
	}
	c, err := l.read()
	if err != nil {
		return reply, fmt.Errorf("history: cannot be read: %w", err)
	}
	switch r.Access {
	case "range":
		reply.History = append(reply.History, l.within(c.entries, r)...)
	case "tail":
		reply.History = append(reply.History, atMost(c.entries, r.N)...)
	case "search":
		reply.History = append(reply.History, atMost(search(c.entries, r.Pattern, r.Unique), r.N)...)
	default:
		return reply, fmt.Errorf("history: hist_access_type is %q: give range, tail or search", r.Access)
	}
	for i := range reply.History {
		reply.History[i].withOutput = r.Output
	}
	return reply, nil
}

// within returns the lines of one session that a range asks for.
func (l *Log) within(entries []Entry, r Request) []Entry {
	session := r.Session
	if session <= 0 {
		session += l.session
	}
	var all []Entry
	next := 1
	for _, e := range entries {
		if e.Session == session {
			all, next = append(all, e), max(next, e.Line+1)
		}
	}
	start, stop := r.Start, r.Stop
	if start < 0 {
		start += next
	}
	if stop <= 0 {
		stop += next
	}
	return slices.DeleteFunc(all, func(e Entry) bool { return e.Line < start || e.Line >= stop })
}

func atMost(entries []Entry, n *int) []Entry {
	if n == nil || *n < 0 {
		return entries
	}
	return newest(entries, *n)
}

func search(entries []Entry, pattern string, unique bool) []Entry {
	if pattern == "" {
		pattern = "*"
	}
	seen := make(map[string]bool)
	var found []Entry
	for _, e := range slices.Backward(entries) {
		if unique && seen[e.Input] || !glob(pattern, e.Input) {
			continue
		}
		seen[e.Input] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}
