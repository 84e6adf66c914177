package measure

import "runtime/debug"

// ReadVersions returns the version of each module that this program was built with, by path; one that is built from a folder is
// "(devel)". The program's own module is left out: it has no version, and a cell's has a new name each time. The result is empty
// where the program was built without module information.
func ReadVersions() map[string]string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	versions := make(map[string]string)
	for _, m := range info.Deps {
		if m.Replace != nil && m.Replace.Version != "" {
			m = m.Replace
		}
		versions[m.Path] = m.Version
	}
	return versions
}
