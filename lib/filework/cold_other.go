//go:build !linux || !(amd64 || arm64)

package filework

import (
	"errors"
	"os"
)

const canDrop = false

func drop(*os.File) error { return errors.ErrUnsupported }

func inMemory(string) bool { return false }
