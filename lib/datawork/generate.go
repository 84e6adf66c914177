package datawork

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WriteFlights writes a table of CSV that looks like data/flights.csv and is as long as wanted: a header and rows of invented flights,
// day by day. The same rows and seed give the same bytes, and fewer rows the beginning of more. It draws with whole numbers only, so
// that processors do not differ. It ends early with ctx.Err() when ctx ends. Cost: 0.25 us a row of 40 bytes (BenchmarkWriteFlights).
func WriteFlights(ctx context.Context, w io.Writer, rows int, seed uint64) error {
	f := flights{random: rand.New(rand.NewPCG(seed, 1)), carriers: zipf(len(carriers)), places: zipf(300)}
	return write(ctx, w, flightsHeader, rows, f.appendRow)
}

// WriteCarriers writes the table of CSV that says the names of the carriers of [WriteFlights], whom nobody knows. Some names have commas,
// quotation marks and letters beyond ASCII, and its lines end in CRLF.
func WriteCarriers(w io.Writer) error {
	_, err := io.WriteString(w, "carrier,name\r\n"+strings.ReplaceAll(carrierRows, "\n", "\r\n"))
	return err
}

// WriteWords writes so many invented words, in lines of about ten. How often each is there falls as in a natural language (Zipf's law over
// 50,000 words); one of fifty has letters beyond ASCII. Seed and ctx are as in [WriteFlights]. Cost: 0.12 us a word (BenchmarkWriteWords).
func WriteWords(ctx context.Context, w io.Writer, words int, seed uint64) error {
	t := text{random: rand.New(rand.NewPCG(seed, 2)), ranks: zipf(50_000)}
	return write(ctx, w, "", words, t.appendWord)
}

// write writes a header, and n things that add appends.
func write(ctx context.Context, w io.Writer, header string, n int, add func(line []byte, i, n int) []byte) error {
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString(header)
	for i := range n {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := out.Write(add(out.AvailableBuffer(), i, n)); err != nil {
			return err
		}
	}
	return out.Flush()
}

const (
	flightsHeader = "date,carrier,flight,origin,dest,dep_delay,arr_delay,air_time,distance\n"
	flightsADay   = 900
	carrierRows   = `AB,Aare-Bodan Luftverkehr
BX,Brixton Air
CL,"Cloud, Lake & Sons"
DU,"Dune ""the quick"" Air"
EL,Élan Aérien
FJ,Fjörð Air
GN,Genève Navette
HI,"Hills, Inc."
IO,Ionian Lines
JU,Juniper Airways
KO,空の道
LU,Łódź Express
MA,"Marina ""M"" Air, Ltd."
NU,Ñandú
OR,Orchard Air
PQ,Plain & Quiet
`
)

// carriers are the codes in carrierRows.
var carriers = strings.Fields(carrierCodes())

func carrierCodes() string {
	var codes strings.Builder
	for row := range strings.Lines(carrierRows) {
		codes.WriteString(row[:2] + " ")
	}
	return codes.String()
}

var origins = []string{"EWR", "JFK", "LGA"}

// flights invents rows.
type flights struct {
	random           *rand.Rand
	carriers, places cumulated
	day              []byte // of the current rows
}

func (f *flights) appendRow(row []byte, i, _ int) []byte {
	if i%flightsADay == 0 {
		f.day = time.Date(2013, 1, 1+i/flightsADay, 0, 0, 0, 0, time.UTC).AppendFormat(f.day[:0], time.DateOnly)
	}
	carrier, place := f.carriers.draw(f.random), f.places.draw(f.random)
	distance := 90 + place*7919%2500
	row = append(append(row, f.day...), ',')
	row = append(append(row, carriers[carrier]...), ',')
	row = append(strconv.AppendInt(row, int64(1+place*13+f.random.IntN(13)), 10), ',')
	row = append(append(row, origins[f.random.IntN(len(origins))]...), ',')
	row = append(row, byte('A'+place%26), byte('A'+place/26), byte('A'+place*3%26), ',')
	if f.random.IntN(40) == 0 {
		row = append(row, ",,"...) // cancelled
	} else {
		row = f.appendTimes(row, distance)
	}
	row = strconv.AppendInt(append(row, ','), int64(distance), 10)
	return append(row, '\n')
}

// appendTimes appends the delays and the time in the air, in minutes. One of four flights is late, by up to 20 minutes; of these three
// of eight by up to 40, of these three of eight by up to 80, and so on.
func (f *flights) appendTimes(row []byte, distance int) []byte {
	delay := f.random.IntN(12) - 10
	if f.random.IntN(4) == 0 {
		late := 20
		for late < 1280 && f.random.IntN(8) < 3 {
			late *= 2
		}
		delay += f.random.IntN(late)
	}
	air := 20 + distance/8 + f.random.IntN(15)
	row = append(strconv.AppendInt(row, int64(delay), 10), ',')
	row = append(strconv.AppendInt(row, int64(delay+f.random.IntN(41)-25), 10), ',')
	return strconv.AppendInt(row, int64(air), 10)
}

// text invents words.
type text struct {
	random *rand.Rand
	ranks  cumulated
}

func (t *text) appendWord(line []byte, i, n int) []byte {
	line = appendWord(line, t.ranks.draw(t.random))
	if i == n-1 || t.random.IntN(10) == 0 {
		return append(line, '\n')
	}
	return append(line, ' ')
}

var (
	syllables = strings.Fields("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu an el is or ud")
	foreign   = strings.Fields("né ßu øra ço ñi жи λο 語 łe þá")
)

// appendWord appends the word of a rank: the more frequent, the shorter.
func appendWord(line []byte, rank int) []byte {
	if rank%50 == 49 {
		line = append(line, foreign[rank/50%len(foreign)]...)
	}
	for rank++; rank > 0; rank /= len(syllables) {
		line = append(line, syllables[rank%len(syllables)]...)
	}
	return line
}

// cumulated are cumulated weights.
type cumulated []uint64

// zipf gives the k-th of n, from 0, the weight 1/(k+1).
func zipf(n int) cumulated {
	weights, sum := make(cumulated, n), uint64(0)
	for k := range weights {
		sum += 1 << 40 / uint64(k+1)
		weights[k] = sum
	}
	return weights
}

func (c cumulated) draw(random *rand.Rand) int {
	i, found := slices.BinarySearch(c, random.Uint64N(c[len(c)-1]))
	if found {
		i++ // a sum belongs to what comes after it
	}
	return i
}
