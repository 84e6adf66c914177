package postgres

import (
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user whose rights the server has.
type account struct {
	name       string
	credential *syscall.Credential // nil: ours
}

// accountOf is the account for a user's name, "" for ours.
func accountOf(name string) (account, error) {
	root := os.Geteuid() == 0
	if name == "" && root {
		return account{}, fmt.Errorf("PostgreSQL refuses to run as root: run this as another user, or name one with --user NAME, such as --user nobody")
	}
	if name == "" {
		return account{}, nil
	}
	found, err := user.Lookup(name)
	if err != nil {
		return account{}, fmt.Errorf("--user %s: %w", name, err)
	}
	uid, errU := strconv.ParseUint(found.Uid, 10, 32)
	gid, errG := strconv.ParseUint(found.Gid, 10, 32)
	switch {
	case errU != nil || errG != nil:
		return account{}, fmt.Errorf("--user %s: its numbers are %s and %s, want numbers below 2^32", name, found.Uid, found.Gid)
	case uid == 0:
		return account{}, fmt.Errorf("--user %s is root, as whom PostgreSQL refuses to run: name another, such as --user nobody", name)
	case int(uid) == os.Geteuid():
		return account{}, nil
	case !root:
		return account{}, fmt.Errorf("--user %s: only root may run programs as another user; without --user they run as you", name)
	}
	return account{name, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// give makes a file or folder that of the account.
func (a account) give(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// reaches looks for a folder that keeps the account out of dir, which gives a better error than PostgreSQL's.
func (a account) reaches(dir string) error {
	if a.credential == nil {
		return nil
	}
	for d := dir; ; d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err != nil {
			return err
		}
		if !a.enters(info) {
			return fmt.Errorf("user %s may not enter %s (%v), and the data would be in %s: give another folder with --data DIR, such as --data /var/lib/threadboost",
				a.name, d, info.Mode(), dir)
		}
		if d == filepath.Dir(d) {
			return nil
		}
	}
}

// enters reports whether the account has the right to enter a folder, as far as its mode says.
func (a account) enters(folder fs.FileInfo) bool {
	stat, ok := folder.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return true
	case stat.Uid == a.credential.Uid:
		return folder.Mode()&0o100 != 0
	case stat.Gid == a.credential.Gid:
		return folder.Mode()&0o010 != 0
	}
	return folder.Mode()&0o001 != 0
}

// owns reports whether a file belongs to the account, or else to whom it does.
func (a account) owns(path string) (owner string, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return "", true // it will be missed elsewhere
	}
	stat, known := info.Sys().(*syscall.Stat_t)
	want := uint32(os.Geteuid())
	if a.credential != nil {
		want = a.credential.Uid
	}
	if !known || stat.Uid == want {
		return "", true
	}
	owner = strconv.Itoa(int(stat.Uid))
	if found, err := user.LookupId(owner); err == nil {
		owner = found.Username
	}
	return owner, false
}
