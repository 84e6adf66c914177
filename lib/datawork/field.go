package datawork

import (
	"unicode"
	"unicode/utf8"
)

// appendField appends a field of CSV as encoding/csv writes it: in quotation marks where it must.
func appendField[T string | []byte](line []byte, field T) []byte {
	if !needsQuotes(field) {
		return append(line, field...)
	}
	line = append(line, '"')
	for i := range len(field) {
		if field[i] == '"' {
			line = append(line, '"')
		}
		line = append(line, field[i])
	}
	return append(line, '"')
}

func needsQuotes[T string | []byte](field T) bool {
	if len(field) == 0 {
		return false
	}
	if string(field) == `\.` {
		return true // means the end of data to PostgreSQL
	}
	for i := range len(field) {
		switch field[i] {
		case ',', '"', '\r', '\n':
			return true
		}
	}
	if field[0] < utf8.RuneSelf {
		return space[field[0]]
	}
	first, _ := utf8.DecodeRuneInString(string(field[:min(len(field), utf8.UTFMax)]))
	return unicode.IsSpace(first)
}
