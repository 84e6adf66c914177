package datawork

import (
	"errors"
	"strconv"
)

// A Decimal is a number in millionths. It adds up to the same sum in any order, which a float64 does not.
type Decimal int64

const (
	one       = 1_000_000 // in millionths
	places    = 6         // after the point
	intDigits = 12        // before the point
)

// Float returns the number as a float64, rounded.
func (d Decimal) Float() float64 { return float64(d) / one }

// String writes the number as short as possible, such as "-12.5".
func (d Decimal) String() string { return strconv.FormatFloat(d.Float(), 'f', -1, 64) }

var (
	errNumber = errors.New("is no number: want digits, at most 12 before and 6 after a point, or nothing where the number is missing")
	errSum    = errors.New("the sum has more than 12 digits before the point")
)

// parseDecimal reads a number such as "-12.5".
func parseDecimal[T string | []byte](text T) (Decimal, bool) {
	i, negative := 0, false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		i, negative = 1, text[0] == '-'
	}
	start, point, value := i, -1, int64(0)
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case c == '.' && point < 0:
			point = i
		case '0' <= c && c <= '9':
			if i-start-1 >= intDigits+places {
				return 0, false
			}
			value = value*10 + int64(c-'0')
		default:
			return 0, false
		}
	}
	before, after := len(text)-start, 0
	if point >= 0 {
		before, after = point-start, len(text)-point-1
	}
	if before+after == 0 || before > intDigits || after > places {
		return 0, false
	}
	for ; after < places; after++ {
		value *= 10
	}
	if negative {
		value = -value
	}
	return Decimal(value), true
}

// missing reports whether a field says that its number is not known: it is empty, or NA as statistics programs write it.
func missing[T string | []byte](field T) bool { return len(field) == 0 || string(field) == "NA" }
