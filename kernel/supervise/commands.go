package supervise

import (
	"encoding/json"

	"threadboost/kernel/supervise/pages"
)

// bundle is a page or a table as text and as HTML.
func bundle(text, html string) map[string]json.RawMessage {
	return map[string]json.RawMessage{"text/plain": quoted(text), "text/html": quoted(html)}
}

func quoted(text string) json.RawMessage {
	b, _ := json.Marshal(text)
	return b
}

func asPage(p pages.Page) payload { return payload{Source: "page", Data: asBundle(p)} }

func asBundle(p pages.Page) map[string]json.RawMessage {
	return map[string]json.RawMessage{"text/plain": quoted(p.Text), "text/markdown": quoted(p.Markdown), "text/html": quoted(p.HTML)}
}

// obey does what the kernel's own commands in a cell ask for, but for those that go with its run.
func (k *Kernel) obey(x *run) {
	for _, c := range x.cell.Commands {
		switch c.Name {
		case "models":
			x.screen.page(asPage(k.pages.Models()))
		case "help":
			x.screen.page(asPage(k.pages.Help(c.Topic)))
		case "?":
			page, err := k.pages.Lookup(c.Topic)
			if err != nil {
				x.screen.note(err.Error())
				continue
			}
			x.screen.page(asPage(page))
		case "limit":
			k.mu.Lock()
			k.limits = k.limits.with(c.Limit)
			now := k.limits
			k.mu.Unlock()
			x.screen.say("%limit: " + now.String())
		}
	}
}
