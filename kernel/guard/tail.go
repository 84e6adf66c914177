package guard

import (
	"os"
	"strings"
)

// Tail is the end of a log, so many lines of it at most, indented for a message.
func Tail(log *os.File, lines int) string {
	const most = 4000
	info, err := log.Stat()
	if err != nil {
		return ""
	}
	text := make([]byte, min(info.Size(), most))
	log.ReadAt(text, info.Size()-int64(len(text)))
	return LastLines(string(text), lines)
}

// LastLines is the end of what a program has printed, indented for a message.
func LastLines(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return "  " + strings.Join(all[max(0, len(all)-lines):], "\n  ")
}
