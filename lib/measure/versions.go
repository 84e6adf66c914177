package measure

import "runtime/debug"

// ReadVersions returns the version of each module that is built into this program, by path. A module that is built from a folder is
// "(devel)". It is empty where the program was built without module information.
func ReadVersions() map[string]string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	versions := make(map[string]string)
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == "" {
			continue
		}
		if m.Replace != nil && m.Replace.Version != "" {
			m = m.Replace
		}
		versions[m.Path] = m.Version
	}
	return versions
}
