package jupyter

import (
	"os"
	"regexp"
	"strings"
)

var (
	ansi = regexp.MustCompile(`\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\))`)
	// overwritten is what a terminal would not show any more: text before a carriage return that begins the line anew.
	overwritten = regexp.MustCompile(`(?m)^[^\n]*\r([^\n\r])`)
	// gonbFolder is where a kernel builds its cells, gonbModule the module there; both names change with each kernel.
	gonbFolder = regexp.MustCompile(`(/[^\s/:"'<>]+)*/gonb_[0-9a-f]{8}/`)
	gonbModule = regexp.MustCompile(`\bgonb_[0-9a-f]{8}\b`)
)

// cleaner takes from a cell's text what is of this machine and this run alone.
type cleaner struct{ root, home *regexp.Regexp }

func newCleaner(root string) cleaner {
	home, _ := os.UserHomeDir()
	if home == "" || home == "/" {
		home = root // of which nothing is left by then
	}
	return cleaner{root: under(root), home: under(home)}
}

// under matches the beginning of a path in dir, where a path can begin: not in the middle of an address.
func under(dir string) *regexp.Regexp {
	return regexp.MustCompile("(^|[\\s\"'`(\\[{<>=:;,|])(?:" + regexp.QuoteMeta(dir) + "/)+")
}

func (c cleaner) text(s string) string {
	s = ansi.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return c.paths(overwritten.ReplaceAllString(s, "$1"))
}

// paths takes the places on this machine alone.
func (c cleaner) paths(s string) string {
	s = gonbFolder.ReplaceAllString(s, "")
	s = gonbModule.ReplaceAllString(s, "cell")
	s = c.root.ReplaceAllString(s, "$1")
	return c.home.ReplaceAllString(s, "$1~/")
}
