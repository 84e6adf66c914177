package datawork

import (
	"fmt"

	"threadboost/lib/lab"
)

// A Parser says how a unit takes its text apart. Both kinds find the same, in every detail.
type Parser int

const (
	// Plain is what one writes first: encoding/csv, bufio and strings.Fields, a string a field and a map a unit.
	Plain Parser = iota
	// Fast works on the bytes where they lie: no allocation a row, a word or a group, some a unit.
	Fast
)

// String returns "plain" or "fast".
func (p Parser) String() string {
	switch p {
	case Plain:
		return "plain"
	case Fast:
		return "fast"
	}
	return fmt.Sprintf("Parser(%d)", int(p))
}

func (p Parser) check() error {
	if p != Plain && p != Fast {
		return fmt.Errorf("the parser is %v: want datawork.Plain or datawork.Fast", p)
	}
	return nil
}

// describe ends what String says of a workload.
func describe(what string, units int, p Parser) string {
	if units == 1 {
		return fmt.Sprintf("%s in 1 range, %v parser", what, p)
	}
	return fmt.Sprintf("%s in %d ranges, %v parser", what, units, p)
}

// checkSizes refuses what is common to all workloads.
func checkSizes(units, rows int, size lab.Bytes, p Parser) error {
	switch {
	case units < 0:
		return fmt.Errorf("it asks for %d units: want at least 1, or 0 for %d", units, defaultUnits)
	case rows < 0:
		return fmt.Errorf("it asks for %d rows: want at least 1, or 0 for %d", rows, defaultRows)
	case size < 0:
		return fmt.Errorf("it asks for %v of text: want at least 1 B, or 0 for %v", size, defaultSize)
	}
	return p.check()
}

const (
	defaultUnits = 100
	defaultRows  = 100_000
	defaultSize  = 16 * lab.MiB
)
