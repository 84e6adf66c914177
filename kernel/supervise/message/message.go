// Package message reads and writes Jupyter's messages: the frames of the wire protocol, signed and checked.
//
//	identities... | <IDS|MSG> | signature | header | parent header | metadata | content | buffers...
//
// A message that is malformed, badly signed or comes a second time is an error, never more: what to do with it is the caller's
// business. Headers of others are kept as the bytes that they came in, so that a reply's parent header is just what the client sent.
// The package knows no socket and no message type. (jupyter-client.readthedocs.io, Messaging in Jupyter, protocol 5.4.)
//
// Cost: some 10 us to read or write a small message (BenchmarkMessage).
package message

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Protocol is the version of the messaging protocol.
const Protocol = "5.4"

// Header says what a message is.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// A Message is one message of the protocol.
type Message struct {
	Header  Header
	Parent  json.RawMessage // the header of the message that this one belongs to; nil for {}
	Content json.RawMessage
	// Metadata is the sender's, nil for {}.
	Metadata json.RawMessage
	Buffers  [][]byte

	// Raw is the header as it came, to be the Parent of what belongs to the message. It is nil in a message of ours.
	Raw json.RawMessage
}

// Decode reads the content.
func (m Message) Decode(content any) error {
	if err := json.Unmarshal(m.Content, content); err != nil {
		return fmt.Errorf("message: the content of %s cannot be read: %w", m.Header.Type, err)
	}
	return nil
}

// delimiter stands between the identities and the message.
var delimiter = []byte("<IDS|MSG>")

// Errors that a caller may look for.
var (
	ErrSignature = errors.New("message: its signature is wrong: another key, or it was changed")
	ErrReplay    = errors.New("message: it came before: it is not read a second time")
)

// Session makes the headers of our messages, signs them, and checks the signatures of others. Its methods may be called by any
// number of goroutines.
type Session struct {
	id       string
	username string
	signer   signer
	seen     *seen // nil: replays are not looked for
}

// NewSession returns a session for a connection's key; an empty key means that nothing is signed or checked.
func NewSession(key, username string) *Session {
	s := NewPrivateSession(key, username)
	s.seen = new(seen)
	return s
}

// NewPrivateSession returns a session for a peer of ours, on a socket that nobody else can reach: replays are not looked for, and
// nothing is kept for that.
func NewPrivateSession(key, username string) *Session {
	return &Session{id: newID(), username: username, signer: signer{key: []byte(key)}}
}

func newID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // a random UUID, RFC 9562
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// New returns a message of ours with a header that is its own. It panics when the content is not JSON's.
func (s *Session) New(kind string, parent json.RawMessage, content any) Message {
	text, err := json.Marshal(content)
	if err != nil {
		panic(fmt.Sprintf("message: the content of %s: %v", kind, err))
	}
	return Message{
		Header: Header{
			ID: newID(), Session: s.id, Username: s.username, Type: kind, Version: Protocol,
			Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
		},
		Parent: parent, Content: text,
	}
}

// Frames writes a message, from the delimiter on. The caller may put identities or a topic before it.
func (s *Session) Frames(m Message) [][]byte {
	header := []byte(m.Raw)
	if header == nil {
		header, _ = json.Marshal(m.Header) // strings alone
	}
	parts := [][]byte{header, object(m.Parent), object(m.Metadata), object(m.Content)}
	frames := append([][]byte{delimiter, s.signer.sign(parts)}, parts...)
	return append(frames, m.Buffers...)
}

func object(text json.RawMessage) []byte {
	if len(text) == 0 {
		return []byte("{}")
	}
	return text
}

// Read reads a message and the identities before it.
func (s *Session) Read(frames [][]byte) (identities [][]byte, m Message, err error) {
	at := 0
	for at < len(frames) && !bytes.Equal(frames[at], delimiter) {
		at++
	}
	parts := frames[min(at+1, len(frames)):]
	if len(parts) < 5 {
		return nil, m, fmt.Errorf("message: %d frames, of which %d follow the delimiter %s: at least 5 must", len(frames), len(parts), delimiter)
	}
	signature, parts := parts[0], parts[1:]
	if !s.signer.fits(signature, parts[:4]) {
		return nil, m, ErrSignature
	}
	if s.seen != nil && len(s.signer.key) > 0 && !s.seen.add(signature) {
		return nil, m, ErrReplay
	}
	m = Message{Raw: parts[0], Parent: parts[1], Metadata: parts[2], Content: parts[3], Buffers: parts[4:]}
	if err := m.check(); err != nil {
		return nil, m, err
	}
	return frames[:at], m, nil
}

// check reads the header, and lets pass only objects.
func (m *Message) check() error {
	for i, part := range []json.RawMessage{m.Raw, m.Parent, m.Metadata, m.Content} {
		if !isObject(part) {
			return fmt.Errorf("message: its %s is %.60q, want a JSON object", [...]string{"header", "parent header", "metadata", "content"}[i], part)
		}
	}
	if err := json.Unmarshal(m.Raw, &m.Header); err != nil {
		return fmt.Errorf("message: its header cannot be read: %w", err)
	}
	if m.Header.ID == "" || m.Header.Type == "" {
		return fmt.Errorf("message: its header has no msg_id or no msg_type: %.200s", m.Raw)
	}
	return nil
}

func isObject(text []byte) bool {
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	return len(trimmed) > 0 && trimmed[0] == '{' && json.Valid(text)
}
