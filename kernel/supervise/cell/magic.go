package cell

import "strings"

// firstMagic is the index of the line %%bash, %%writefile and the like: the first one of the cell, or below nothing but
// lines of ours. It is -1 in a Go cell.
func firstMagic(source string) int {
	i := 0
	for text := range strings.Lines(source) {
		text = strings.TrimRight(text, "\r\n")
		if _, ok := magic[magicName(text)]; ok {
			return i
		}
		l := scanCode(text)
		if l.kind == command {
			l.name, _ = split(strings.TrimPrefix(text, gonbPrefix))
		}
		_, ours := own[l.name]
		if strings.TrimSpace(text) != "" && (l.kind != command || !ours || strings.HasSuffix(text, `\`)) && l.kind != question {
			return -1
		}
		i++
	}
	return -1
}

// magicName is the first word of a line; GoNB allows spaces before it.
func magicName(text string) string {
	words := strings.Fields(strings.TrimPrefix(text, gonbPrefix))
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// parseMagic takes a cell that is not Go apart: GoNB wants the magic line first, so what stands above it goes.
func parseMagic(texts []string, first int) Cell {
	c := Cell{Skipped: first}
	above := scan(strings.Join(texts[:first], "\n"))
	for i := range above {
		c.take(above, i)
	}
	head := strings.TrimRight(texts[first], "\r")
	words := strings.Fields(strings.TrimPrefix(head, gonbPrefix))
	c.Kind = magic[words[0]]
	switch {
	case words[0] == "%%script" && len(words) == 1:
		c.problem(first, "%%%%script needs a program, for example %%%%script python3")
	case (words[0] == "%%bash" || words[0] == "%%sh") && len(words) > 1:
		c.problem(first, "%s takes nothing behind it: put the script in the lines below", words[0])
	case words[0] == "%%writefile" && len(words) == 1:
		c.problem(first, "%%%%writefile needs a file, for example %%%%writefile notes.txt; -a before it appends")
	}
	c.Source = strings.Join(append([]string{head}, texts[first+1:]...), "\n")
	c.checkFit()
	return c
}
