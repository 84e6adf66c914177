package postgres

import "strings"

// tail is the end of the server's log.
func (s *Server) tail() string {
	const most = 4000
	info, err := s.log.Stat()
	if err != nil {
		return ""
	}
	text := make([]byte, min(info.Size(), most))
	s.log.ReadAt(text, info.Size()-int64(len(text)))
	return lastLines(string(text))
}

// lastLines is the end of what a program has printed, indented for a message.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return "  " + strings.Join(lines[max(0, len(lines)-12):], "\n  ")
}
