// Package output turns what a cell writes on standard output and standard error into the messages that its notebook gets: complete, in
// order, few and bounded. It knows no sockets and no kernel; a [Cell] is fed chunks of bytes and calls a function with each message.
//
//	stdout ─ Decoder ─┐                                 ┌─ Publish
//	                  ├─ in order ─ coalesce ─ limit ───┤
//	stderr ─ Decoder ─┘                                 └─ file
//
// A [Decoder] cuts the frames out in which lib/show writes pieces between the text (its inBand tells their form), and puts runes
// together that a chunk's border has cut. That needs bytes: where a chunk was already made a string of JSON, as GoNB does with what its
// own pipe reads, half a rune has become U+FFFD and is lost.
//
// Text waits until the cell has been quiet for 10 ms, and at most 50 ms while it goes on writing; both that time and the size of a
// message grow under a flood. 200,000 lines become about 20 messages. A line that rewrites itself by carriage returns is sent as it
// reads in the end, an update of a display replaces one that has not left yet, and what is cleared before it has left never leaves.
//
// Text beyond 10 MB goes to a file (see [Config]). Figures still come through after a flood of text, up to 20 MB of both, and updates
// in place that do not grow always do.
//
// Cost (go test -bench .): text is decoded at 250 MB/s or more, figures at 60 MB/s, most of it for reading their JSON; 200,000 lines of 40
// bytes take 25 to 50 ms, without what is behind Publish, and make 18 messages.
package output
