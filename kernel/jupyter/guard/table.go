package guard

import "syscall"

// entry is what is known of a process: its parent, and when it started, which tells it from a later one of its number.
type entry struct {
	parent int
	start  string
}

// processes are those of this machine, or a part of them, by their number.
type processes map[int]entry

// descendants are those of all that stem from root, without it.
func descendants(root int, all processes) processes {
	children := make(map[int][]int, len(all))
	for pid, p := range all {
		children[p.parent] = append(children[p.parent], pid)
	}
	found := processes{}
	for next := children[root]; len(next) > 0; {
		pid := next[len(next)-1]
		found[pid] = all[pid]
		next = append(next[:len(next)-1], children[pid]...)
	}
	return found
}

// in are those of p that are still in a later table.
func (p processes) in(later processes) processes {
	same := processes{}
	for pid, e := range p {
		if now, ok := later[pid]; ok && now.start == e.start {
			same[pid] = now
		}
	}
	return same
}

func kill(list processes) {
	for pid := range list {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}
