package inside

import "syscall"

func duplicate(from, to int) { syscall.Dup3(from, to, 0) }
