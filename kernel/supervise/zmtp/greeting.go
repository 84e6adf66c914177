package zmtp

import (
	"bytes"
	"fmt"
	"io"
)

const greetingSize = 64

// newGreeting is what both sides send first: a signature, version 3.1, the mechanism NULL, no server flag, and zeros.
func newGreeting() []byte {
	g := make([]byte, greetingSize)
	g[0], g[9] = 0xff, 0x7f
	g[10], g[11] = 3, 1
	copy(g[12:32], "NULL")
	return g
}

// readGreeting reads the peer's greeting and returns the minor version of its ZMTP 3. It looks at the first bytes alone
// before it waits for more, so that who speaks something else is told soon. The signature's padding means nothing.
func readGreeting(r io.Reader) (minor byte, err error) {
	var g [greetingSize]byte
	if _, err := io.ReadFull(r, g[:1]); err != nil {
		return 0, err
	}
	if g[0] != 0xff {
		return 0, fmt.Errorf("the first byte is %#02x, want 0xff of a ZMTP greeting", g[0])
	}
	if _, err := io.ReadFull(r, g[1:11]); err != nil {
		return 0, unexpected(err)
	}
	if g[9] != 0x7f || g[10] < 3 {
		return 0, fmt.Errorf("the greeting starts with % x, want the signature of ZMTP 3 (libzmq 4 or newer)", g[:11])
	}
	if _, err := io.ReadFull(r, g[11:]); err != nil {
		return 0, unexpected(err)
	}
	if mechanism := bytes.TrimRight(g[12:32], "\x00"); string(mechanism) != "NULL" {
		return 0, fmt.Errorf("the security mechanism is %q, want NULL", mechanism)
	}
	if g[10] > 3 {
		return 1, nil // a newer peer speaks our version
	}
	return g[11], nil
}

// unexpected is err, but the end of the stream within something is not a clean end.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
