package setup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// A step is one part of the set-up that can be done, and done again, by itself.
type step struct {
	name    string
	stamp   string                                      // written last; in the tree that it vouches for
	inputs  func() []string                             // everything that decides what the step makes
	outputs []string                                    // key files, whose absence means that somebody removed them
	maxAge  time.Duration                               // how long the stamp holds; 0 for ever
	do      func(ctx context.Context, s *session) error // leaves nothing behind when it fails
}

func allFresh(steps []step) bool {
	return !slices.ContainsFunc(steps, func(st step) bool { return !st.fresh() })
}

// fresh tells whether the step was done to its end with the inputs of now.
func (st step) fresh() bool {
	stamp, err := os.ReadFile(st.stamp)
	if err != nil || string(stamp) != st.digest() || st.tooOld() {
		return false
	}
	return len(st.missing()) == 0
}

// missing are the outputs that are not there.
func (st step) missing() []string {
	return slices.DeleteFunc(slices.Clone(st.outputs), func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
}

func (st step) tooOld() bool {
	info, err := os.Stat(st.stamp)
	return err != nil || st.maxAge > 0 && time.Since(info.ModTime()) > st.maxAge
}

func (st step) make(ctx context.Context, s *session) error {
	if err := os.Remove(st.stamp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := st.do(ctx, s); err != nil {
		return err
	}
	if missing := st.missing(); len(missing) > 0 {
		return fmt.Errorf("setup: %s: no program failed, but %s is not there: look for a setting that puts it elsewhere (pip.conf, GOFLAGS); all output is in %s",
			st.name, strings.Join(missing, " and "), s.env.Log())
	}
	return renameio.WriteFile(st.stamp, []byte(st.digest()), 0o666)
}

// digest hashes the inputs, each with its length, so that no two lists are the same text.
func (st step) digest() string {
	h := sha256.New()
	for _, in := range st.inputs() {
		fmt.Fprintf(h, "%d:%s", len(in), in)
	}
	return fmt.Sprintf("%x\n", h.Sum(nil))
}
