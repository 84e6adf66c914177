package failure

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// Access is one side of a data race.
type Access struct {
	Write   bool
	Cell    int    // the learner's number; 0 when it is in no cell
	Line    int    // 0 when it is not known
	Text    string // the line
	In      string // the function, or what stands for it outside the cells
	Main    bool   // by main's goroutine
	Started string // "cell [3] line 2", where its goroutine was started; "" when that is not known
}

// Race is two goroutines that touch the same memory while nothing orders them.
type Race struct {
	First, Second Access // in the order of the report: First is the later one
	Count         int    // reports of the same two lines
}

const raceWarning = "WARNING: DATA RACE"

var (
	accessLine  = regexp.MustCompile(`^(?:Previous |Racy )?(?:[Aa]tomic )?(Read|read|Write|write) (?:of size \d+ )?at 0x[0-9a-f]+ by (main goroutine|goroutine (\d+)).*:$`)
	createdLine = regexp.MustCompile(`^Goroutine (\d+) \([a-z ]+\) created at:$`)
)

// Races reads the reports of the race detector in what a program wrote to standard error. Reports of the same pair of
// lines are one Race.
func Races(stderr string, r Report) (list []Race) {
	blocks := strings.Split(ansi.ReplaceAllString(stderr, ""), raceWarning)
	at := map[string]int{}
	for _, block := range blocks[1:] {
		block, _, _ = strings.Cut(block, "==================")
		race, ok := r.race(block)
		if !ok {
			continue
		}
		key, turned := pair(race.First, race.Second), pair(race.Second, race.First)
		if i, ok := at[min(key, turned)]; ok {
			list[i].Count++
			continue
		}
		at[min(key, turned)] = len(list)
		list = append(list, race)
	}
	return list
}

// pair is the same for two reports of the same lines; which side came first may differ.
func pair(a, b Access) string {
	return fmt.Sprint(a.Cell, a.Line, a.Write, a.In, b.Cell, b.Line, b.Write, b.In)
}

// race reads one report: two accesses, each with its calls, and where their goroutines were started.
func (r Report) race(block string) (Race, bool) {
	var sides, makers []goroutine
	list, function := &sides, ""
	for text := range strings.Lines(block) {
		text = strings.TrimRight(text, "\r\n")
		if m := accessLine.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[3])
			list = &sides
			sides = append(sides, goroutine{number: n, state: strings.ToLower(m[1])})
		} else if m := createdLine.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[1])
			list = &makers
			makers = append(makers, goroutine{number: n})
		} else if f, ok := newFrame(function, text); ok && len(*list) > 0 && function != "" {
			(*list)[len(*list)-1].add(f, false)
			function = ""
		} else {
			function = text
		}
	}
	if len(sides) != 2 {
		return Race{}, false
	}
	return Race{First: r.access(sides[0], makers), Second: r.access(sides[1], makers), Count: 1}, true
}

func (r Report) access(side goroutine, makers []goroutine) Access {
	a := Access{Write: side.state == "write", Main: side.number == 0}
	for _, f := range side.frames {
		if p, ok := r.place(f); ok {
			a.Cell, a.Line, a.Text, a.In = p.cell, p.line, strings.TrimSpace(r.text(p)), called(f)
			break
		}
	}
	if a.Cell == 0 && len(side.frames) > 0 {
		a.In = called(side.frames[0])
	}
	for _, m := range makers {
		if p, ok := r.innermost(m.frames); ok && m.number == side.number {
			a.Started = short(p)
		}
	}
	return a
}

// words are an access in words, the line of the program apart.
func (a Access) words() (where, text, who string) {
	where = "a read"
	if a.Write {
		where = "a write"
	}
	if a.Line > 0 {
		where += fmt.Sprintf(" at cell [%d] line %d", a.Cell, a.Line)
	} else {
		where += " in " + a.In
	}
	switch {
	case a.Main:
		who = " by main"
	case a.Started != "":
		who = " by a goroutine started at " + a.Started
	}
	return where, a.Text, who
}

func (a Access) String() string {
	where, text, who := a.words()
	if text != "" {
		text = " `" + text + "`"
	}
	return where + text + who
}

// String says a race in one line.
func (race Race) String() string {
	said := "two goroutines touch the same memory: " + race.First.String() + " and " + race.Second.String()
	if race.Count > 1 {
		said += fmt.Sprintf(" (reported %d times)", race.Count)
	}
	return said
}

const raceHint = "let one goroutine own the data, or guard every read and write of it with the same sync.Mutex, a channel or sync/atomic"

// RaceText is the text for a cell with %race.
func RaceText(races []Race) string {
	if len(races) == 0 {
		return "no data race was seen in this run\n"
	}
	var b strings.Builder
	for _, race := range races {
		fmt.Fprintf(&b, "data race: %s\n", race)
	}
	return b.String() + hintMark + raceHint + "\n"
}

// RaceHTML is the same for a page.
func RaceHTML(races []Race) string {
	if len(races) == 0 {
		return "<p>No data race was seen in this run.</p>"
	}
	var b strings.Builder
	for _, race := range races {
		b.WriteString("<p><b>Data race</b>: two goroutines touch the same memory")
		if race.Count > 1 {
			fmt.Fprintf(&b, " (reported %d times)", race.Count)
		}
		b.WriteString("</p>\n<ul>\n")
		for _, a := range []Access{race.First, race.Second} {
			where, text, who := a.words()
			if text != "" {
				text = " <code>" + html.EscapeString(text) + "</code>"
			}
			b.WriteString("<li>" + html.EscapeString(where) + text + html.EscapeString(who) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	}
	return b.String() + "<p>" + html.EscapeString(raceHint) + ".</p>"
}

// raced is the failure of a program that the race detector ended with its status 66.
func (r Report) raced() Failure {
	races := Races(r.Stderr, r)
	f := Failure{Name: "DataRace", Value: fmt.Sprintf("cell [%d]: the race detector found a data race", r.Cell)}
	if len(races) > 0 {
		f.Value = fmt.Sprintf("cell [%d]: %s", r.Cell, races[0])
	}
	f.Traceback = []string{fmt.Sprintf("DataRace in cell [%d]: two goroutines touch the same memory, and nothing orders them", r.Cell)}
	for _, race := range races {
		for _, a := range []Access{race.First, race.Second} {
			where, _, who := a.words()
			f.Traceback = append(f.Traceback, "", where+who)
			f.Traceback = append(f.Traceback, r.excerpt(place{cell: a.Cell, line: a.Line}, 0, 0)...)
		}
	}
	f.Traceback = append(f.Traceback, hintMark+raceHint)
	return f
}
