package pages

import (
	"fmt"
	"slices"
	"strings"
)

// A topic is a page of help.
type topic struct {
	name, title string
	blocks      []block
}

// Help returns the page of a topic; without a topic, what a cell can do. A topic that does not exist gives the list of those that do, the
// nearest first.
func (s *Source) Help(name string) Page {
	name = strings.ToLower(strings.TrimLeft(strings.TrimSpace(name), "%"))
	switch name {
	case "":
		return newPage("Help", append(slices.Clone(overview), topicTable(topics))...)
	case "models":
		return s.Models()
	}
	for _, t := range topics {
		if t.name == name {
			return newPage("Help: "+t.title, t.blocks...)
		}
	}
	return unknownTopic(name)
}

func topicTable(list []topic) table {
	t := table{head: []string{"Topic", "What it is about"}}
	for _, topic := range list {
		t.rows = append(t.rows, []inline{code("%help " + topic.name), inline(topic.title)})
	}
	return t
}

func unknownTopic(name string) Page {
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "..."
	}
	var names []string
	for _, t := range topics {
		names = append(names, t.name)
	}
	near := nearest(name, names)
	rank := func(t topic) int { // those that are not near keep their order, behind
		if i := slices.Index(near, t.name); i >= 0 {
			return i
		}
		return len(near)
	}
	list := slices.Clone(topics)
	slices.SortStableFunc(list, func(a, b topic) int { return rank(a) - rank(b) })
	said := fmt.Sprintf("There is no topic %q.", quoted(name))
	if len(near) > 0 {
		said += " The nearest is `%help " + near[0] + "`."
	}
	return newPage("Help", paragraph(said+" A name of a package, a type or a function goes behind a question mark: `?model.Pool`."), topicTable(list))
}
