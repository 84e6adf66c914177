package lab

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	trialsHeader = "trial,round,order,model,started,wall_ns,user_ns,system_ns,units,errors"
	unitsHeader  = "trial,round,model,unit,worker,due_ns,started_ns,ended_ns,wait_started_ns,waited_ns,waits,error"
)

// writeRun writes the three files of a run into an empty folder and syncs them.
func writeRun(r *Results, dir string) error {
	info, err := json.MarshalIndent(r.Info, "", "\t")
	if err != nil {
		return err
	}
	return errors.Join(
		writeFile(filepath.Join(dir, runFile), func(w *bufio.Writer) { w.Write(append(info, '\n')) }),
		writeFile(filepath.Join(dir, trialsFile), r.writeTrials),
		writeFile(filepath.Join(dir, unitsFile), r.writeUnits),
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
	for n, t := range r.Trials {
		fmt.Fprintf(w, "%d,%d,%d,%s,%s,%d,%d,%d,%d,%d\n", n+1, t.Round, t.Order, quote(t.Model), t.Started.Format(time.RFC3339Nano),
			t.Wall, t.Usage.User, t.Usage.System, len(t.Units), len(t.Failures))
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
			for _, v := range [...]int64{int64(i), int64(u.Worker), t.due(i), u.Started, u.Ended, u.WaitStarted, u.Waited, int64(u.Waits)} {
				row = append(strconv.AppendInt(row, v, 10), ',')
			}
			if text, failed := t.Failures[i]; failed {
				row = append(row, quote(text)...)
			}
			w.Write(append(row, suffix...))
		}
	}
}

func (t *Trial) due(i int) int64 {
	if t.Due == nil {
		return 0
	}
	return t.Due[i]
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
