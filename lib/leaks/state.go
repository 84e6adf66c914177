package leaks

import "strings"

// A state puts one of the runtime's wait reasons into plain words.
type state struct {
	reason     string // as a dump names it, or its beginning
	verb, what string // what the goroutine does: "wait" "to send on a channel"
	why        string // why it has not ended
	cure       string // what would have ended it
}

const forMain = "let main wait for it: wg.Go instead of go, and wg.Wait() at the end"

// states are in such an order that the first whose reason begins a goroutine's state is the right one.
var states = []state{
	{"chan send (nil chan)", "wait", "to send on a nil channel", "this waits for ever",
		"make the channel first: ch := make(chan T)"},
	{"chan send", "wait", "to send on a channel", "nobody receives",
		"receive as often as is sent, make the channel with room for all, or select on ctx.Done() as well"},
	{"chan receive (nil chan)", "wait", "to receive from a nil channel", "this waits for ever",
		"make the channel first: ch := make(chan T)"},
	{"chan receive", "wait", "to receive from a channel", "nobody sends or closes it",
		"close(ch) when all is sent: a range over it ends then"},
	{"select (no cases)", "wait", "in an empty select", "this waits for ever",
		"replace select{} by waiting for something that comes, such as <-ctx.Done()"},
	{"select", "wait", "in a select", "none of its cases comes",
		"give it a case <-ctx.Done() that returns, and call cancel (defer cancel())"},
	{"sleep", "sleep", "", "the time is not over, and a time.Sleep cannot be called off",
		"wait for it with a sync.WaitGroup, or replace the sleep by a select on time.After and ctx.Done()"},
	{"sync.Mutex.Lock", "wait", "for a sync.Mutex", "who locked it does not unlock it",
		"write defer mu.Unlock() right below mu.Lock(), and never lock it again in between"},
	{"sync.RWMutex.RLock", "wait", "to read under a sync.RWMutex", "a writer holds it or waits for it",
		"write defer mu.Unlock() right below mu.Lock(), and do not call RLock twice in one goroutine"},
	{"sync.RWMutex.Lock", "wait", "to write under a sync.RWMutex", "a reader or a writer does not give it back",
		"write defer mu.RUnlock() right below mu.RLock(), and never lock it while you read"},
	{"sync.WaitGroup.Wait", "wait", "for a sync.WaitGroup", "Done was called less often than Add says",
		"use wg.Go, which calls both, or write defer wg.Done() as the first line of each goroutine"},
	{"sync.Cond.Wait", "wait", "for a sync.Cond", "nobody signals any more",
		"call Broadcast after each change of what it waits for, also at the end"},
	{"semacquire", "wait", "for a lock of the runtime or of a file", "who holds it does not give it back",
		"look for another goroutine of this list that stands at the same place and does not go on"},
	{"IO wait", "wait", "for the network, a pipe or a terminal", "nothing arrives and nobody closes it",
		"close the connection, listener or pipe (defer c.Close()), or set a deadline"},
	{"syscall", "wait", "for the operating system", "a call such as reading a file or a terminal has not returned",
		"close what it reads, or wait for it with a sync.WaitGroup"},
	{"coroutine", "wait", "as an iterator of iter.Pull", "not all of its values were taken",
		"call the stop function that iter.Pull returns (defer stop())"},
	{"synctest", "wait", "for a test bubble", "goroutines of the bubble have not ended",
		"end them before the function of synctest.Test returns"},
}

// running is the state of a goroutine that nothing holds: it has a processor, waits for one, or helps the garbage collector.
var running = state{"", "run", "on", "main does not wait for it, and its work is lost when main returns", forMain}

func explain(reason string) state {
	for _, s := range states {
		if strings.HasPrefix(reason, s.reason) {
			return s
		}
	}
	return running
}

// libraries start goroutines of their own, which end by a call of the library.
var libraries = []struct{ creator, cure string }{
	{"net/http.(*Transport)", "it keeps a connection for the next request: close the Body of each response, and call CloseIdleConnections at the end"},
	{"net/http.(*Server)", "it serves a connection: call Close or Shutdown on the server"},
	{"net/http/httptest.", "call Close on the test server (defer server.Close())"},
	{"net/http.", "call Close on the server, cancel the context of the request, and close the Body of each response"},
	{"os/exec.", "call Wait on the command, or start it with exec.CommandContext and call cancel"},
	{"database/sql.", "close the rows, the statements and the database (defer db.Close())"},
	{"context.", "call the cancel function of each context (defer cancel())"},
	{"iter.", "call the stop function that iter.Pull returns (defer stop())"},
}
