package message

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// Scheme is the only signature scheme that there is.
const Scheme = "hmac-sha256"

// A signer signs frames with a key; without one it signs nothing and takes everything.
type signer struct{ key []byte }

func (s signer) sign(parts [][]byte) []byte {
	if len(s.key) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, s.key)
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

func (s signer) fits(signature []byte, parts [][]byte) bool {
	return len(s.key) == 0 || hmac.Equal(signature, s.sign(parts))
}

// remembered is how many signatures are kept, as many as jupyter_client keeps.
const remembered = 1 << 16

// seen are the signatures of the messages before. The zero value is empty.
type seen struct {
	mu     sync.Mutex
	known  map[digest]bool
	oldest []digest // in the order of their coming, a ring once it is full
	next   int
}

// digest is half of a signature, enough to tell 65,536 from each other.
type digest [sha256.Size / 2]byte

// add reports whether a signature, in hexadecimal, is new.
func (s *seen) add(signature []byte) bool {
	var d digest
	hex.Decode(d[:], signature[:2*len(d)])
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = make(map[digest]bool)
	}
	if s.known[d] {
		return false
	}
	s.known[d] = true
	if len(s.oldest) < remembered {
		s.oldest = append(s.oldest, d)
		return true
	}
	delete(s.known, s.oldest[s.next])
	s.oldest[s.next] = d
	s.next = (s.next + 1) % remembered
	return true
}
