package cell

import (
	"slices"
	"strings"
)

// gonb are the % lines of GoNB 0.11.4 (specialcmd.execSpecialConfig); "%" is %%.
var gonb = []string{"%", "main", "args", "test", "exec", "wasm", "widgets", "widgets_hb", "env", "cd", "goflags", "autoget",
	"noautoget", "help", "version", "reset", "ls", "list", "rm", "remove", "with_inputs", "with_password", "track", "untrack",
	"goworkfix", "capture"}

// magic are the first lines that make the rest something else than Go (specialcmd.CellSpecialCommands).
var magic = map[string]Kind{"%%writefile": File, "%%script": Shell, "%%bash": Shell, "%%sh": Shell, "%%gx": Foreign}

// Names lists what a line may start with, ours first.
func Names() []string {
	names := []string{"%models", "%help", "%time", "%race", "%leaks", "%limit"}
	for _, name := range gonb {
		if name != "help" {
			names = append(names, "%"+name)
		}
	}
	return append(names, "%%bash", "%%sh", "%%script", "%%writefile", "%%gx")
}

func exists(name string) bool { return slices.Contains(Names(), "%"+name) }

// known tells whether the command exists and GoNB survives it; otherwise it says what there is.
func (c *Cell) known(l *line, i int) bool {
	name := "%" + l.name
	_, isMagic := magic[name]
	switch {
	case l.name == "!":
		return true
	case l.name == "" && l.args == "!":
		c.problem(i, "a line ! needs a command behind it, for example !ls")
	case l.name == "":
		c.problem(i, "a line %% needs a command behind it; %%help lists them")
	case isMagic:
		c.problem(i, "%s must be the first line of its cell", name)
	case l.name == "exec" && l.args == "":
		c.problem(i, "%%exec needs the name of a function without arguments, for example %%exec demo")
	case exists(l.name):
		return true
	default:
		c.problem(i, "%s", unknown(name))
	}
	return false
}

func unknown(name string) string {
	said := "there is no " + name
	if near := Nearest(name, Names()); near != "" {
		said += ": did you mean " + near + "?"
	} else {
		said += "."
	}
	return said + " There are " + strings.Join(Names(), " ") + "; %help explains them"
}

// Nearest is the name in the list that is closest to a misspelt one, or "" when none is close: more than a third of its
// letters wrong. A wrong case counts as a third of a wrong letter, two letters in the wrong order as one.
func Nearest(name string, names []string) string {
	best, least := "", len([]rune(name))+1
	for _, n := range names {
		if n == name || n == "" {
			continue
		}
		if d := distance(name, n, least); d < least || d == least && best != "" && n < best {
			best, least = n, d
		}
	}
	return best
}

// distance is 3 for a letter too many, missing, wrong or two swapped, and 1 for a wrong case.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if 3*abs(len(x)-len(y)) > limit || len(x) > 100 {
		return limit + 1
	}
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = 3 * j
	}
	for i, r := range x {
		row := make([]int, len(y)+1)
		row[0] = 3 * (i + 1)
		for j, s := range y {
			row[j+1] = min(last[j+1]+3, row[j]+3, last[j]+cost(r, s))
			if i > 0 && j > 0 && r == y[j-1] && x[i-1] == s {
				row[j+1] = min(row[j+1], before[j-1]+3)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

func cost(r, s rune) int {
	switch {
	case r == s:
		return 0
	case strings.EqualFold(string(r), string(s)):
		return 1
	}
	return 3
}

func abs(n int) int { return max(n, -n) }
