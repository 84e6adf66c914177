//go:build linux

package supervise_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"threadboost/kernel/supervise/kerneltest"
	"threadboost/kernel/supervise/message"
	"threadboost/kernel/supervise/zmtp"
)

func TestTransports(t *testing.T) {
	t.Parallel()
	for name, tcp := range map[string]bool{"tcp": true, "ipc": false} {
		t.Run(name, func(t *testing.T) {
			spec := ours(t)
			spec.TCP = tcp
			k := start(t, spec)
			c := connect(t, k)
			works(t, c)
			if err := k.Beat(soon(t)); err != nil {
				t.Error(err)
			}
			shutDown(t, k)
		})
	}
}

// TestProtocol checks one kernel against the protocol (jupyter-client.readthedocs.io, Messaging in Jupyter, 5.4).
func TestProtocol(t *testing.T) {
	t.Parallel()
	k, c := open(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *kerneltest.Kernel, *kerneltest.Client)
	}{
		{"kernel_info", testKernelInfo},
		{"iopub_welcome", testWelcome},
		{"busy and idle around everything", testStates},
		{"parent headers are the client's bytes", testParents},
		{"counts and execute_input", testCounts},
		{"a missing field has its default", testDefaults},
		{"stop_on_error", testStopOnError},
		{"comm_info", testCommInfo},
		{"history", testHistory},
		{"several clients", testSeveralClients},
		{"silent and deaf peers", testSilentPeers},
		{"bad messages", testBadMessages},
		{"oversized messages", testOversized},
		{"heartbeat while a cell runs", testHeartbeat},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, k, c) })
	}
}

func testKernelInfo(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	var info struct {
		Status, Implementation, Banner string
		Protocol                       string `json:"protocol_version"`
		Version                        string `json:"implementation_version"`
		Language                       struct {
			Name, Version, Mimetype string
			Extension               string `json:"file_extension"`
			Lexer                   string `json:"pygments_lexer"`
			Mode                    string `json:"codemirror_mode"`
		} `json:"language_info"`
		Help []struct{ Text, URL string } `json:"help_links"`
	}
	if err := c.Do(soon(t), "kernel_info_request", struct{}{}, &info); err != nil {
		t.Fatal(err)
	}
	l := info.Language
	if info.Status != "ok" || info.Protocol != "5.4" || info.Implementation != "threadboost" || info.Version == "" {
		t.Errorf("got %+v", info)
	}
	if l.Name != "go" || l.Lexer != "go" || l.Mode != "go" || l.Extension != ".go" || l.Mimetype != "text/x-go" || !strings.HasPrefix(l.Version, "1.") {
		t.Errorf("language_info is %+v", l)
	}
	for _, part := range []string{"ThreadBoost", "GoNB v", "Go " + l.Version} {
		if !strings.Contains(info.Banner, part) {
			t.Errorf("the banner has no %q: %s", part, info.Banner)
		}
	}
	if len(info.Help) == 0 || !strings.HasPrefix(info.Help[0].URL, "https://") {
		t.Errorf("help_links is %v", info.Help)
	}
}

// testWelcome: a subscriber is greeted before it hears anything else (JEP 65), whatever it subscribes to.
func testWelcome(t *testing.T, k *kerneltest.Kernel, _ *kerneltest.Client) {
	for _, topic := range []string{"", "stream"} {
		sub, err := zmtp.DialSub(soon(t), k.Endpoint(kerneltest.IOPub), []string{topic}, zmtp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer sub.Close()
		frames, err := sub.Receive(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		_, m, err := k.Session().Read(frames)
		if err != nil || m.Header.Type != "iopub_welcome" || !strings.Contains(string(m.Content), fmt.Sprintf("%q:%q", "subscription", topic)) {
			t.Errorf("a subscriber of %q heard %s %s first (%v)", topic, m.Header.Type, m.Content, err)
		}
	}
}

// requests are those that a kernel answers beside cells.
var requests = map[string]any{
	"kernel_info_request": struct{}{},
	"is_complete_request": map[string]any{"code": "%%\nfor {"},
	"complete_request":    map[string]any{"code": "import \"strings\"\n%%\nstrings.Repl", "cursor_pos": 31},
	"inspect_request":     map[string]any{"code": "import \"strings\"\n%%\nstrings.Repeat", "cursor_pos": 30, "detail_level": 0},
	"history_request":     map[string]any{"hist_access_type": "tail", "n": 3, "output": false, "raw": true},
	"comm_info_request":   struct{}{},
}

func testStates(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	all := maps.Clone(requests)
	all["execute_request"] = map[string]any{"code": "%%\nfmt.Print(1)"}
	all["interrupt_request"] = struct{}{}
	for kind, content := range all {
		channels := []kerneltest.Channel{kerneltest.Shell, kerneltest.Control}
		switch kind {
		case "execute_request":
			channels = channels[:1]
		case "interrupt_request":
			channels = channels[1:]
		}
		for _, channel := range channels {
			r, err := c.Request(soon(t), channel, kind, content)
			if err != nil {
				t.Error(err)
				continue
			}
			if want := strings.Replace(kind, "_request", "_reply", 1); r.Reply.Header.Type != want {
				t.Errorf("%s was answered by %s", kind, r.Reply.Header.Type)
			}
			states := r.Of("status")
			if len(states) != 2 || !strings.Contains(string(states[0].Content), `"busy"`) || !strings.Contains(string(states[1].Content), `"idle"`) ||
				r.Published[0].Header.ID != states[0].Header.ID || r.Published[len(r.Published)-1].Header.ID != states[1].Header.ID {
				t.Errorf("%s on %s gave %v", kind, channel, r)
			}
			var reply struct{ Status string }
			if r.Reply.Decode(&reply); reply.Status == "" || reply.Status == "error" {
				t.Errorf("%s on %s gave %v", kind, channel, r)
			}
		}
	}
}

// testParents: clients find their request by the header's bytes or by fields that we do not know.
func testParents(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	session := k.Session()
	dealer, err := zmtp.DialDealer(soon(t), k.Endpoint(kerneltest.Shell), "parents", zmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer dealer.Close()
	heard := make(chan message.Message, 1000)
	other, err := k.ConnectWatching(soon(t), func(m message.Message) { heard <- m })
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for i, kind := range []string{"kernel_info_request", "execute_request"} {
		id := fmt.Sprintf("odd-%d", i)
		header := fmt.Sprintf("{ \"msg_type\":%q,\n \"msg_id\" : %q, \"session\":\"s\", \"username\":\"é\\u00e9\", \"version\":\"5.3\", \"date\":\"\", \"more\": [1, {\"a\":1.0}] }", kind, id)
		m := message.Message{Raw: json.RawMessage(header), Content: json.RawMessage(`{"code":"%%\nfmt.Print(1)"}`)}
		if err := dealer.Send(session.Frames(m)); err != nil {
			t.Fatal(err)
		}
		frames, err := dealer.Receive(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, reply, err := session.Read(frames); err != nil || !bytes.Equal(reply.Parent, []byte(header)) {
			t.Errorf("the reply's parent header is %s, want %s (%v)", reply.Parent, header, err)
		}
		for idle := false; !idle; {
			select {
			case m := <-heard:
				if ours := strings.Contains(string(m.Parent), id); ours && string(m.Parent) != header {
					t.Errorf("the parent header of %s is %s, want %s", m.Header.Type, m.Parent, header)
				} else if ours {
					idle = strings.Contains(string(m.Content), `"idle"`)
				}
			case <-time.After(patience):
				t.Fatal("idle has not come")
			}
		}
	}
}

func testCounts(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	const cell = "%%\nfmt.Print(1)"
	n := execute(t, c, cell).Executed().Count
	for _, step := range []struct {
		name  string
		cell  kerneltest.Cell
		count int // after the cell
		input bool
		shown []string
	}{
		{"a usual cell", kerneltest.Cell{Code: cell}, n + 1, true, []string{"stdout: 1"}},
		{"store_history=false", kerneltest.Cell{Code: cell, NoHistory: true}, n + 1, true, []string{"stdout: 1"}},
		{"silent", kerneltest.Cell{Code: cell, Silent: true}, n + 1, false, nil},
		{"silent, fails", kerneltest.Cell{Code: "%%\npanic(1)", Silent: true}, n + 1, false, nil},
		{"an empty cell", kerneltest.Cell{Code: ""}, n + 2, true, nil},
		{"a cell of spaces", kerneltest.Cell{Code: " \n\t\n"}, n + 3, true, nil},
		{"declarations", kerneltest.Cell{Code: "var seven = 7"}, n + 4, true, nil},
		{"a usual cell again", kerneltest.Cell{Code: "%%\nfmt.Print(seven)"}, n + 5, true, []string{"stdout: 7"}},
	} {
		t.Run(step.name, func(t *testing.T) {
			r := executeCell(t, c, step.cell)
			if got := r.Executed().Count; got != step.count {
				t.Errorf("the count is %d, want %d", got, step.count)
			}
			if inputs := r.Of("execute_input"); len(inputs) > 1 || (len(inputs) == 1) != step.input {
				t.Errorf("got %d execute_input, want %v", len(inputs), step.input)
			} else if step.input {
				var content struct {
					Code  string
					Count int `json:"execution_count"`
				}
				inputs[0].Decode(&content)
				if content.Code != step.cell.Code || content.Count != step.count {
					t.Errorf("execute_input is %+v, want count %d", content, step.count)
				}
			}
			if got := r.Shown(); step.cell.Silent && len(r.Failures()) > 0 || !step.cell.Silent && !slices.Equal(got, step.shown) {
				t.Errorf("it showed %q, want %q", got, step.shown)
			}
		})
	}
	failsWith(t, execute(t, c, "%%\npanic(1)"), "panic")
	if got := works(t, c).Executed().Count; got != n+7 {
		t.Errorf("after a cell that failed the count is %d, want %d", got, n+7)
	}
}

// testDefaults: an execute_request may leave out everything but the code.
func testDefaults(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	before := works(t, c).Executed().Count
	r, err := c.Request(soon(t), kerneltest.Shell, "execute_request", map[string]any{"code": "%%\nfmt.Print(1)"})
	if err != nil || r.Text("stdout") != "1" || r.Executed().Count != before+1 {
		t.Errorf("got %v (%v), want 1 and count %d", r, err, before+1)
	}
}

func testStopOnError(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	for _, goesOn := range []bool{false, true} {
		n := works(t, c).Executed().Count
		first := c.Run(kerneltest.Cell{Code: "%%\ntime.Sleep(300*time.Millisecond)\npanic(1)", Continue: goesOn})
		var later []*kerneltest.Exchange
		for range 3 {
			later = append(later, c.Run(kerneltest.Cell{Code: "%%\nfmt.Print(1)"}))
		}
		if _, err := first.Wait(soon(t)); err != nil {
			t.Fatal(err)
		}
		for _, x := range later {
			r, err := x.Wait(soon(t))
			if err != nil {
				t.Fatal(err)
			}
			want, shown := "aborted", ""
			if goesOn {
				want, shown = "ok", "1"
			}
			if got := r.Executed().Status; got != want || r.Text("stdout") != shown || len(r.Of("status")) != 2 {
				t.Errorf("stop_on_error=%v: a cell that waited gave %v, want %s", !goesOn, r, want)
			}
		}
		want := n + 2
		if goesOn {
			want += 3
		}
		if got := works(t, c).Executed().Count; got != want {
			t.Errorf("stop_on_error=%v: the count is %d, want %d", !goesOn, got, want)
		}
	}
}

func testCommInfo(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	open := func(target string) map[string]any {
		var info struct {
			Status string
			Comms  map[string]any
		}
		if err := c.Do(soon(t), "comm_info_request", map[string]string{"target_name": target}, &info); err != nil {
			t.Fatal(err)
		}
		if info.Status != "ok" || info.Comms == nil {
			t.Errorf("got %+v", info)
		}
		return info.Comms
	}
	if got := open(""); len(got) > 0 {
		t.Errorf("comms are open: %v", got)
	}
	send := func(kind string) {
		m := k.Session().New(kind, nil, map[string]any{"comm_id": "widget-1", "target_name": "kerneltest", "data": struct{}{}})
		if err := c.Send(kerneltest.Shell, k.Session().Frames(m)); err != nil {
			t.Fatal(err)
		}
	}
	send("comm_open")
	eventually(t, "open comm", func() bool { return len(open("kerneltest")) == 1 && len(open("another")) == 0 })
	send("comm_close")
	eventually(t, "closed comm", func() bool { return len(open("")) == 0 })
}

func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// testHistory: what was run is found by tail, range and search.
func testHistory(t *testing.T, _ *kerneltest.Kernel, c *kerneltest.Client) {
	word := fmt.Sprintf("w%d", time.Now().UnixNano())
	var counts []int
	for i := range 3 {
		counts = append(counts, execute(t, c, fmt.Sprintf("%%%%\nfmt.Print(%q, %d)", word, i)).Executed().Count)
	}
	executeCell(t, c, kerneltest.Cell{Code: "%%\nfmt.Print(\"" + word + " is not kept\")", NoHistory: true})
	for _, ask := range []struct {
		name    string
		content map[string]any
		want    int
	}{
		{"tail", map[string]any{"hist_access_type": "tail", "n": 200}, 3},
		{"search", map[string]any{"hist_access_type": "search", "pattern": "*" + word + "*", "n": 10}, 3},
		{"search, the last", map[string]any{"hist_access_type": "search", "pattern": "*" + word + "*", "n": 1}, 1},
		{"search for what is not there", map[string]any{"hist_access_type": "search", "pattern": word, "n": 10}, 0},
		{"range", map[string]any{"hist_access_type": "range", "session": 0, "start": counts[0], "stop": counts[2] + 1}, 3},
		{"half a range", map[string]any{"hist_access_type": "range", "session": 0, "start": counts[0], "stop": counts[1]}, 1},
	} {
		t.Run(ask.name, func(t *testing.T) {
			ask.content["raw"], ask.content["output"] = true, false
			var reply struct {
				Status  string
				History [][]any
			}
			if err := c.Do(soon(t), "history_request", ask.content, &reply); err != nil {
				t.Fatal(err)
			}
			if reply.Status != "ok" || reply.History == nil {
				t.Fatalf("got %+v", reply)
			}
			if ask.name == "tail" { // other kernels have their part in it
				reply.History = slices.DeleteFunc(reply.History, func(entry []any) bool { return !strings.Contains(fmt.Sprint(entry[2]), word) })
			}
			if len(reply.History) != ask.want {
				t.Fatalf("got %+v, want %d", reply, ask.want)
			}
			for i, entry := range reply.History {
				line, _ := entry[1].(float64)
				source, _ := entry[2].(string)
				if at := int(line) - counts[0]; len(entry) != 3 || !strings.Contains(source, fmt.Sprintf("%q, %d)", word, at)) {
					t.Errorf("entry %d is %v, want [session, count, source of cell %v]", i, entry, line)
				}
			}
		})
	}
	var reply struct{ History [][]any }
	if err := c.Do(soon(t), "history_request", map[string]any{"hist_access_type": "tail", "n": 2, "output": true}, &reply); err != nil {
		t.Fatal(err)
	}
	for _, entry := range reply.History {
		if pair, ok := entry[2].([]any); !ok || len(pair) != 2 {
			t.Errorf("with output an entry is %v, want [session, count, [source, output]]", entry)
		}
	}
}

// testSeveralClients: each client gets its own replies, and all hear everything.
func testSeveralClients(t *testing.T, k *kerneltest.Kernel, _ *kerneltest.Client) {
	const clients, each = 4, 3
	heard := make([]map[string]string, clients) // by client, the text of each cell by its id
	var mu sync.Mutex
	var working sync.WaitGroup
	ids := make(chan string, clients*each)
	for i := range clients {
		heard[i] = map[string]string{}
		c, err := k.ConnectWatching(soon(t), func(m message.Message) {
			if m.Header.Type == "stream" {
				var parent message.Header
				json.Unmarshal(m.Parent, &parent)
				var s struct{ Text string }
				m.Decode(&s)
				mu.Lock()
				heard[i][parent.ID] += s.Text
				mu.Unlock()
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		working.Go(func() {
			for j := range each {
				x := c.Run(kerneltest.Cell{Code: fmt.Sprintf("%%%%\nfmt.Print(\"client %d cell %d\")", i, j)})
				r, err := x.Wait(soon(t))
				if want := fmt.Sprintf("client %d cell %d", i, j); err != nil || r.Text("stdout") != want {
					t.Errorf("got %v (%v), want %s", r, err, want)
				}
				ids <- x.Request.Header.ID
				if err := c.Do(soon(t), "kernel_info_request", struct{}{}, &struct{}{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	close(ids)
	all := slices.Collect(func(yield func(string) bool) {
		for id := range ids {
			if !yield(id) {
				return
			}
		}
	})
	for i := range clients {
		eventually(t, fmt.Sprintf("all output at client %d", i), func() bool {
			mu.Lock()
			defer mu.Unlock()
			for _, id := range all {
				if heard[i][id] == "" || heard[i][id] != heard[0][id] {
					return false
				}
			}
			return true
		})
	}
}

// testSilentPeers: peers that connect and say nothing, stop within the handshake, or subscribe and do not read, harm nobody.
func testSilentPeers(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	for _, channel := range []kerneltest.Channel{kerneltest.Shell, kerneltest.Control, kerneltest.Stdin, kerneltest.IOPub, kerneltest.Heartbeat} {
		for _, says := range []string{"", "\xff\x00\x00\x00", "GET / HTTP/1.1\r\n\r\n"} {
			conn, err := net.Dial("unix", strings.TrimPrefix(k.Endpoint(channel), "ipc://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.Write([]byte(says))
		}
	}
	deaf, err := zmtp.DialSub(soon(t), k.Endpoint(kerneltest.IOPub), []string{""}, zmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	works(t, connect(t, k))
	r := execute(t, c, "%%\nline := strings.Repeat(\"x\", 1000)\nfor range 5000 { fmt.Println(line) }")
	if got := len(r.Text("stdout")); got != 5000*1001 {
		t.Errorf("beside a peer that does not read %d bytes came, want %d", got, 5000*1001)
	}
	works(t, c)
}

// testBadMessages: what is no good message is dropped, and what comes after it is answered.
func testBadMessages(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	session := k.Session()
	frames := func(content string) [][]byte {
		m := session.New("execute_request", nil, struct{}{})
		m.Content = json.RawMessage(content)
		return session.Frames(m)
	}
	const code = `{"code":"%%\nfmt.Print(\"must not run\")"}`
	header := func(text string) [][]byte {
		return session.Frames(message.Message{Raw: json.RawMessage(text), Content: json.RawMessage(code)})
	}
	stranger := message.NewSession("another key", "stranger")
	signature := frames(code)
	signature[1] = bytes.Repeat([]byte("0"), 64)
	changed := frames(code)
	changed[5] = []byte(strings.Replace(code, "must not", "will not", 1))
	unsigned := frames(code)
	unsigned[1] = nil
	for name, bad := range map[string][][]byte{
		"of another key":                     stranger.Frames(stranger.New("execute_request", nil, map[string]string{"code": "%%\nfmt.Print(1)"})),
		"with a wrong signature":             signature,
		"changed on its way":                 changed,
		"not signed":                         unsigned,
		"without a delimiter":                frames(code)[1:],
		"with too few frames":                frames(code)[:4],
		"of one frame":                       {[]byte("hello")},
		"of empty frames":                    {{}, {}, {}, {}, {}, {}},
		"with a header that is no JSON":      header("{"),
		"with a header that is a list":       header("[]"),
		"with a header without fields":       header("{}"),
		"with a header of wrong types":       header(`{"msg_id":1,"msg_type":[]}`),
		"with a content that is no JSON":     frames(`{"code":`),
		"with a content that is a string":    frames(`"code"`),
		"with a content of 100,000 brackets": frames(strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)),
	} {
		for _, channel := range []kerneltest.Channel{kerneltest.Shell, kerneltest.Control, kerneltest.Stdin} {
			if err := c.Send(channel, bad); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Do(soon(t), "kernel_info_request", struct{}{}, &struct{}{}); err != nil {
			t.Fatalf("after a message %s: %v", name, err)
		}
	}
	// What may be wrong in a message that is good is its sender's error.
	for _, content := range []string{`{}`, `{"code":1}`, `{"code":null,"silent":"yes"}`, `{"code":"","user_expressions":[]}`} {
		var any map[string]any
		json.Unmarshal([]byte(content), &any)
		if _, err := c.Request(soon(t), kerneltest.Shell, "execute_request", any); err != nil {
			t.Errorf("%s: %v", content, err)
		}
	}
	unknown := session.New("no_such_request", nil, struct{}{})
	if err := c.Send(kerneltest.Shell, session.Frames(unknown)); err != nil {
		t.Fatal(err)
	}
	for kind := range requests { // wrong types of all fields
		wrong := map[string]any{"code": 1, "cursor_pos": "x", "hist_access_type": 1, "n": "x", "target_name": 1, "detail_level": "x"}
		if _, err := c.Request(soon(t), kerneltest.Shell, kind, wrong); err != nil {
			t.Errorf("%s with fields of wrong types: %v", kind, err)
		}
	}
	for _, at := range []int{-1, 1 << 40} {
		for _, kind := range []string{"complete_request", "inspect_request"} {
			if _, err := c.Request(soon(t), kerneltest.Shell, kind, map[string]any{"code": "é", "cursor_pos": at}); err != nil {
				t.Errorf("%s at %d: %v", kind, at, err)
			}
		}
	}
	again := c.Run(kerneltest.Cell{Code: "%%\nfmt.Print(1)"})
	r, err := again.Wait(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	replay := session.Frames(message.Message{Raw: again.Header, Content: again.Request.Content})
	if err := c.Send(kerneltest.Shell, replay); err != nil {
		t.Fatal(err)
	}
	if got := works(t, c).Executed().Count; got != r.Executed().Count+1 {
		t.Errorf("the count is %d, want %d: a message that came before was run again", got, r.Executed().Count+1)
	}
	if log := k.Log(); !strings.Contains(log, "signature") || !strings.Contains(log, "came before") {
		t.Errorf("the log does not tell of messages that were dropped:\n%s", log)
	}
}

// testOversized: a message over the limit ends its own connection alone.
func testOversized(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	before := k.Use().Memory[kerneltest.Supervisor]
	for _, channel := range []kerneltest.Channel{kerneltest.Shell, kerneltest.IOPub} {
		conn, err := net.Dial("unix", strings.TrimPrefix(k.Endpoint(channel), "ipc://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.Write(dealerGreeting)
		conn.Write([]byte{2, 0, 0, 1, 0, 0, 0, 0, 0}) // a frame of 2^40 bytes
		conn.Write(make([]byte, 1<<16))
	}
	big, err := zmtp.DialDealer(soon(t), k.Endpoint(kerneltest.Shell), "big", zmtp.Options{MaxQueue: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	defer big.Close()
	session := k.Session()
	big.Send(session.Frames(session.New("execute_request", nil, map[string]string{"code": strings.Repeat(" ", 100<<20)})))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if m, err := big.Receive(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("a message of 100 MB was answered by %.300q, want that the connection ends (%v)", m, err)
	}
	works(t, c)
	works(t, connect(t, k))
	if grown := k.Use().Memory[kerneltest.Supervisor] - before; grown > 300<<20 {
		t.Errorf("the supervisor has grown by %d MB", grown>>20)
	}
}

// dealerGreeting is what a DEALER of ZMTP 3.0 says first: its greeting and its READY (rfc.zeromq.org/spec/23).
var dealerGreeting = slices.Concat(
	[]byte{0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0}, []byte("NULL"), make([]byte, 48),
	[]byte{4, 28}, []byte("\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"),
)

func testHeartbeat(t *testing.T, k *kerneltest.Kernel, c *kerneltest.Client) {
	x := c.Run(kerneltest.Cell{Code: "%%\nfmt.Println(\"runs\")\nfor {}"})
	if err := x.AwaitText(soon(t), "runs"); err != nil {
		t.Fatal(err)
	}
	if err := k.Beat(soon(t)); err != nil {
		t.Error(err)
	}
	if err := c.Interrupt(soon(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Wait(soon(t)); err != nil {
		t.Error(err)
	}
}
