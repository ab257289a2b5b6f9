package timeline

import (
	"path"
	"regexp"
)

// serverPath matches the paths of the files and folders of servers, in all runtimes.
var serverPath = regexp.MustCompile(`(?:/[^\s,;:()"]+)?/(?:version-2|server-\d+)(?:/[^\s,;:()"]+)?`)

// dataFolder is the folder of a server's disk that holds logs or snapshots.
const dataFolder = "version-2"

// ShortPaths replaces the paths of servers' files in a text by the names of the files, and
// those of the folders of data by their last two names.
func ShortPaths(text string) string {
	return serverPath.ReplaceAllStringFunc(text, func(full string) string {
		name := path.Base(full)
		if name == dataFolder {
			name = path.Join(path.Base(path.Dir(full)), name)
		}
		return name
	})
}
