package guard

import (
	"cmp"
	"encoding/json"
	"syscall"
	"time"
)

// orders are what a guard is told about its program besides the command line: its first argument, as JSON.
type orders struct {
	Request syscall.Signal
	Grace   time.Duration
	User    *syscall.Credential // nil: that of the guard
}

func (p Program) orders() string {
	o := orders{Request: cmp.Or(p.Request, syscall.SIGTERM), Grace: p.Grace}
	if attributes := p.Cmd.SysProcAttr; attributes != nil {
		o.User = attributes.Credential
	}
	text, _ := json.Marshal(o) // numbers alone
	return string(text)
}
