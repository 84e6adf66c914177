package lab

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// writeRun writes the files of a run into an empty folder and syncs them. Stages and series have one where there are any.
func writeRun(r *Results, dir string) error {
	info, err := json.MarshalIndent(r.Info, "", "\t")
	if err != nil {
		return err
	}
	files := map[string]func(*bufio.Writer){
		runFile:    func(w *bufio.Writer) { w.Write(append(info, '\n')) },
		trialsFile: r.writeTrials,
		unitsFile:  r.writeUnits,
	}
	for _, t := range r.Trials {
		if t.Stages != nil {
			files[stagesFile] = r.writeStages
		}
		if t.Series != nil {
			files[seriesFile] = r.writeSeries
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := writeFile(filepath.Join(dir, name), files[name]); err != nil {
			return err
		}
	}
	return errors.Join(
		os.Chmod(dir, 0o755), // the folder aside was made for its owner alone
		syncFolder(dir),
	)
}

// writeFile creates a file, lets fill write it and syncs it. A bufio.Writer keeps its first error for Flush.
func writeFile(name string, fill func(*bufio.Writer)) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	fill(w)
	return errors.Join(w.Flush(), f.Sync(), f.Close())
}

func (r *Results) writeTrials(w *bufio.Writer) {
	w.WriteString(trialsHeader + "\n")
	for n := range r.Trials {
		t := &r.Trials[n]
		cold := 0
		if t.Cold {
			cold = 1
		}
		fmt.Fprintf(w, "%d,%d,%d,%s,%s,%d,%d,%d,%d,%d,%d", n+1, t.Round, t.Order, quote(t.Model), t.Started.Format(time.RFC3339Nano),
			t.Wall, t.Usage.User, t.Usage.System, len(t.Units), len(t.Failures), cold)
		for _, column := range usageColumns {
			fmt.Fprintf(w, ",%d", *column.field(t))
		}
		w.WriteByte('\n')
	}
}

// writeUnits appends numbers by hand: encoding/csv takes more than twice as long for a million rows.
func (r *Results) writeUnits(w *bufio.Writer) {
	w.WriteString(unitsHeader + "\n")
	var row []byte
	for n := range r.Trials {
		t := &r.Trials[n]
		prefix, suffix := fmt.Sprintf("%d,%d,%s,", n+1, t.Round, quote(t.Model)), "\n"
		for i, u := range t.Units {
			row = append(row[:0], prefix...)
			for _, v := range [...]int64{
				int64(i), int64(u.Worker), at(t.Due, i), u.Started, u.Ended, u.WaitStarted, u.Waited, int64(u.Waits),
				u.Queued, at(t.Ready, i), int64(u.Attempts), at(t.Bytes, i),
			} {
				row = append(strconv.AppendInt(row, v, 10), ',')
			}
			if text, failed := t.Failures[i]; failed {
				row = append(row, quote(text)...)
			}
			w.Write(append(row, suffix...))
		}
	}
}

// at returns the number of unit i in a column that few trials have.
func at(column []int64, i int) int64 {
	if column == nil {
		return 0
	}
	return column[i]
}

func (r *Results) writeStages(w *bufio.Writer) {
	w.WriteString(stagesHeader + "\n")
	for n := range r.Trials {
		for s, stage := range r.Trials[n].Stages {
			for i, span := range stage.Spans {
				fmt.Fprintf(w, "%d,%d,%s,%d,%d,%d,%d\n", n+1, s, quote(stage.Name), i, span.Worker, span.Started, span.Ended)
			}
		}
	}
}

func (r *Results) writeSeries(w *bufio.Writer) {
	w.WriteString(seriesHeader + "\n")
	for n := range r.Trials {
		series := r.Trials[n].Series
		for _, name := range slices.Sorted(maps.Keys(series)) {
			for _, p := range series[name] {
				fmt.Fprintf(w, "%d,%s,%d,%s\n", n+1, quote(name), p.At, strconv.FormatFloat(p.Value, 'g', -1, 64))
			}
		}
	}
}

// quote quotes a text for CSV where it has to be (RFC 4180).
func quote(s string) string {
	s = plainText(s)
	if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// plainText gives a text the form in which every reader of CSV and JSON gives it back: valid UTF-8, no NUL, lines that end in \n.
func plainText(s string) string {
	return plainer.Replace(strings.ToValidUTF8(s, "\ufffd"))
}

var plainer = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd")
