package pages

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// A reference is a name as a learner writes it: "Pool", "model.Pool", "Pool.Workers", "net/http.Client", "net/http".
type reference struct {
	path  string   // of the package, where the name has a slash
	parts []string // the names between the dots; the first is the package's where there is a path
}

// longest is how many bytes a name has at most.
const longest = 200

// parseName reads a name and refuses what is none, before anything is looked for on disk.
func parseName(name string) (reference, error) {
	name = strings.TrimSpace(name)
	if len(name) > longest {
		return reference{}, fmt.Errorf("pages: a name of %d bytes is too long, at most %d: give a name such as Pool or model.Pool", len(name), longest)
	}
	plain := strings.Trim(strings.TrimSuffix(strings.Trim(name, "?"), "()"), "*& ")
	if bracket := strings.IndexByte(plain, '['); bracket > 0 && strings.HasSuffix(plain, "]") {
		plain = plain[:bracket] // type arguments
	}
	ref, err := split(strings.Trim(plain, `"`))
	if err != nil {
		return reference{}, fmt.Errorf("pages: %q is not a name: %w; give one such as Pool, model.Pool, Pool.Workers or net/http.Client", name, err)
	}
	return ref, nil
}

func split(name string) (reference, error) {
	if name == "" {
		return reference{}, errors.New("it is empty")
	}
	slash := strings.LastIndexByte(name, '/')
	path, rest := name[:slash+1], name[slash+1:]
	for element := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		if slash >= 0 && !isElement(element) {
			return reference{}, errors.New("its path is none of a package")
		}
	}
	parts := strings.Split(rest, ".")
	for _, part := range parts {
		if !isIdentifier(part) {
			return reference{}, errors.New("names are letters and digits, with dots between them")
		}
	}
	if len(parts) > 3 {
		return reference{}, errors.New("it has more than a package, a type and a member")
	}
	if slash >= 0 {
		path += parts[0]
	}
	return reference{path, parts}, nil
}

// isElement reports whether a part of an import path can be a folder below the one before, and nothing else.
func isElement(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return s != ""
}

func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
}
