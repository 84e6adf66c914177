// Package zmtp is the part of ZeroMQ that a Jupyter kernel needs: the sockets ROUTER, XPUB and an echo, bound for Jupyter's
// clients, and DEALER and SUB, connected to a kernel that is our child.
//
//	Jupyter (libzmq)                                               a child kernel
//	DEALER  shell, control, stdin ---> Router    Dealer ---> ROUTER  shell, control, stdin
//	SUB     iopub                 ---> Pub       Sub    ---> PUB     iopub
//	REQ     heartbeat             ---> Echo
//
// It speaks ZMTP 3.1 (rfc.zeromq.org/spec/37) with the mechanism NULL, to peers of 3.0 (spec/23) too, over tcp://HOST:PORT and
// ipc://PATH. It knows nothing of Jupyter's messages: who may say what is decided by those who read them. It resembles
// package net more than libzmq: a Listen or Dial for each socket, a context where something waits, errors as values.
//
// # What a peer can do to others
//
// Nothing, within these bounds. Each connection has its goroutines, and its handshake a time (Options.Handshake); when
// too many are at it, the oldest makes room. What is sent never waits for a peer: it is queued for each, and who lets a
// queue grow over Options.MaxQueue is dropped, and told of by Options.Log. What is received waits until somebody takes it,
// one message a peer, of at most Options.MaxMessage bytes; memory for it grows as its bytes arrive, not when they are
// announced. What is sent to many is in memory once.
//
// # Who owns a frame
//
// Send takes the frames over: nobody may change them afterwards, and they may be sent any number of times. Received frames
// belong to the receiver; each has its own memory. Only small things are copied, frames of up to 2 KiB on their way into one
// system call with their neighbours, and what is received over 64 KiB, once at most, as it grows.
//
// # What is left out
//
// Other sockets and mechanisms, reconnecting (a lost connection to a child is news for its owner: dial again), and PINGs of our
// own (go-zeromq hands them to its user as messages; TCP's keep-alive finds dead peers). PINGs of peers are
// answered, and their time to live is observed.
//
// # What it costs
//
// A request and its reply take 23 us over ipc and 42 us over tcp, on 2 cores (two sockets of pyzmq: 270 us). 30 MB of output to one
// subscriber take 25 ms in messages of 64 KiB and 0.27 s in 200,000 lines; to one of pyzmq it is 29 ms and 1.8 s, of
// which nearly all is Python's. A connection has two goroutines and 140 KB of buffers. BenchmarkRoundTrip and
// BenchmarkPublish measure it.
package zmtp

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Message is the frames of a message, at least one.
type Message [][]byte

// Peer names a peer of a listening socket. It is comparable.
type Peer struct {
	ID   string // the identity that it announced, which is any bytes; otherwise one that we made
	Conn uint64 // its connection, counted from 1 for each socket
}

func (p Peer) String() string { return fmt.Sprintf("peer %q, connection %d", p.ID, p.Conn) }

// maxIdentity is ZMTP's limit.
const maxIdentity = 255

// Errors that a caller may look for. A socket that was closed gives net.ErrClosed, a connection that the peer ended io.EOF.
var (
	ErrNoPeer = errors.New("no such peer is connected")
	ErrFull   = errors.New("the peer does not read, and what waits for it has reached the limit")
)

// Options are limits and times. The zero value is right for a kernel.
type Options struct {
	// Log gets what happens to peers: dropped, refused, garbage. It is called on many goroutines. That a peer goes away
	// is not told.
	Log func(error)

	Handshake  time.Duration // until a peer has said who it is; 0: 10 s
	Linger     time.Duration // for what is queued, at Close; 0: 1 s, negative: none
	MaxConns   int           // peers that are connected, and as many in their handshake; 0: 256
	MaxMessage int           // bytes of a message that we receive; 0: 64 MiB
	MaxFrames  int           // of a message that we receive; 0: 1024
	MaxQueue   int           // bytes that wait to be written to a peer, unless it is one message; 0: 64 MiB
	MaxQueued  int           // messages that do; 0: 65,536
}

func (o Options) withDefaults() Options {
	o.Handshake = cmp.Or(o.Handshake, 10*time.Second)
	o.Linger = cmp.Or(o.Linger, time.Second)
	o.MaxConns = cmp.Or(o.MaxConns, 256)
	o.MaxMessage = cmp.Or(o.MaxMessage, 64<<20)
	o.MaxFrames = cmp.Or(o.MaxFrames, 1024)
	o.MaxQueue = cmp.Or(o.MaxQueue, 64<<20)
	o.MaxQueued = cmp.Or(o.MaxQueued, 1<<16)
	return o
}
