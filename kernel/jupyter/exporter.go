package jupyter

import (
	"embed"
	"io/fs"
)

// The patterns name what is shipped, so that Python's caches beside it are not.
//
//go:embed exporter/threadboost_export/*.py exporter/threadboost_export/templates exporter/threadboost_export-1.0.dist-info
var exporterFiles embed.FS

// Exporter is the Python package of the HTML export with its metadata, to be copied as it is into a folder that is first
// on the sys.path of JupyterLab's Python: nbconvert takes the first exporter that is named html.
func Exporter() fs.FS {
	files, err := fs.Sub(exporterFiles, "exporter")
	if err != nil {
		panic(err) // the name is a constant
	}
	return files
}
