package jupyter

import (
	"os"
	"path/filepath"
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
type cleaner struct{ root, home string }

func newCleaner(root string) cleaner {
	home, _ := os.UserHomeDir()
	if home == string(filepath.Separator) {
		home = ""
	}
	return cleaner{root: root, home: home}
}

func (c cleaner) text(s string) string {
	s = ansi.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = overwritten.ReplaceAllString(s, "$1")
	s = gonbFolder.ReplaceAllString(s, "")
	s = gonbModule.ReplaceAllString(s, "cell")
	s = strings.ReplaceAll(s, c.root+"/", "")
	if c.home != "" {
		s = strings.ReplaceAll(s, c.home+"/", "~/")
	}
	return s
}
