package supervise

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"threadboost/kernel/supervise/assist"
	"threadboost/kernel/supervise/cell"
)

// patience of a client that waits for a completion or an explanation.
const assistTime = 20 * time.Second

func (k *Kernel) complete(r request) {
	var ask struct {
		Code string
		At   *int `json:"cursor_pos"`
	}
	r.Decode(&ask)
	at := cursorOf(ask.Code, ask.At)
	ctx, cancel := context.WithTimeout(k.ctx, assistTime)
	defer cancel()
	found, ok := completeCommand(ask.Code, at)
	if !ok {
		var err error
		if found, err = k.helper.Complete(ctx, ask.Code, at); err != nil {
			k.log.printf("completion: %v", err)
		}
	}
	matches, types := []string{}, []map[string]any{}
	for _, m := range found.Matches {
		matches = append(matches, m.Text)
		types = append(types, map[string]any{"text": m.Text, "type": m.Kind, "signature": m.Hint, "start": found.Start, "end": found.End})
	}
	k.clients.reply(r, "complete_reply", map[string]any{
		"status": "ok", "matches": matches, "cursor_start": found.Start, "cursor_end": found.End,
		"metadata": map[string]any{"_jupyter_types_experimental": types},
	})
}

// completeCommand completes the name of a command, which stands at the beginning of its line; ok is false elsewhere.
func completeCommand(code string, at int) (found assist.Completions, ok bool) {
	before := string([]rune(code)[:max(0, min(at, len([]rune(code))))])
	typed := before[strings.LastIndexByte(before, '\n')+1:]
	if !strings.HasPrefix(typed, "%") || strings.ContainsAny(typed, " \t") {
		return found, false
	}
	found.Start, found.End = at-len([]rune(typed)), at
	for _, name := range cell.Names() {
		if strings.HasPrefix(name, typed) {
			found.Matches = append(found.Matches, assist.Match{Text: name, Kind: "magic"})
		}
	}
	return found, true
}

func (k *Kernel) inspect(r request) {
	var ask struct {
		Code string
		At   *int `json:"cursor_pos"`
	}
	r.Decode(&ask)
	ctx, cancel := context.WithTimeout(k.ctx, assistTime)
	defer cancel()
	data := k.explain(ctx, ask.Code, cursorOf(ask.Code, ask.At))
	k.clients.reply(r, "inspect_reply", map[string]any{"status": "ok", "found": len(data) > 0, "data": data, "metadata": map[string]any{}})
}

// explain explains what stands at a cursor: a command by its page of help, a name by what gopls knows, or else by its documentation.
func (k *Kernel) explain(ctx context.Context, code string, at int) map[string]json.RawMessage {
	word := wordAt(code, at)
	if strings.HasPrefix(word, "%") {
		return asBundle(k.pages.Help(strings.TrimLeft(word, "%")))
	}
	text, err := k.helper.Inspect(ctx, code, at)
	if err != nil {
		k.log.printf("inspection: %v", err)
	}
	if text != "" {
		return map[string]json.RawMessage{"text/markdown": quoted(text), "text/plain": quoted(text)}
	}
	if page, err := k.pages.Lookup(word); err == nil {
		return asBundle(page)
	}
	return map[string]json.RawMessage{}
}

// wordAt is the name at a cursor, with what it is qualified by, or the command.
func wordAt(code string, at int) string {
	runes := []rune(code)
	inWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]) || strings.ContainsRune("_.%", runes[i]))
	}
	at = max(0, min(at, len(runes)))
	from, to := at, at
	for inWord(from - 1) {
		from--
	}
	for inWord(to) {
		to++
	}
	return strings.Trim(string(runes[from:to]), ".")
}

// idle is how long no cell has run when the completion is prepared.
const idle = 1500 * time.Millisecond

// warm prepares the completion in the first quiet moment: who runs a notebook from end to end never needs it.
func (k *Kernel) warm(ctx context.Context) {
	for within(ctx.Done(), idle) || k.isBusy() {
		if ctx.Err() != nil {
			return
		}
	}
	if err := k.helper.Warm(ctx); err != nil && ctx.Err() == nil {
		k.log.printf("%v", err)
	}
}

// cursorOf is where the cursor is, in characters; without one it is at the end.
func cursorOf(code string, at *int) int {
	if at == nil {
		return len([]rune(code))
	}
	return *at
}
