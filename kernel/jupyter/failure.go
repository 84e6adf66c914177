package jupyter

import (
	"slices"
	"strings"
)

// failure is the error message of a cell: the kernel's own words, which name the cell and the line.
type failure struct {
	Name, Value string
	Traceback   []string
}

// inNumbers are the errors of which a cell can have several: the traceback has a line for each, which begins with its place.
var inNumbers = []string{"CompileError", "CommandError", "TestFailure"}

// problems says in one line each what is wrong, and in brackets how the kernel would mend it.
func (f failure) problems() (list []string) {
	if !slices.Contains(inNumbers, f.Name) {
		list = []string{f.Name + ": " + f.Value}
	}
	for _, line := range f.Traceback {
		line = strings.TrimPrefix(ansi.ReplaceAllString(line, ""), f.Name+": ")
		hint, isHint := strings.CutPrefix(line, "Hint: ")
		switch {
		case isHint && len(list) > 0:
			list[len(list)-1] += " (" + hint + ")"
		case slices.Contains(inNumbers, f.Name) && strings.HasPrefix(line, "cell ["):
			list = append(list, f.Name+": "+line)
		}
	}
	if len(list) == 0 {
		list = []string{f.Name + ": " + f.Value}
	}
	return list
}
