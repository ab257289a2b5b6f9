package report

import "io"

// Files are the views that every run leaves in its folder, by file name.
var Files = map[string]func(io.Writer, *Report) error{
	"report.json": JSON,
	"report.html": HTML,
	"junit.xml":   func(w io.Writer, r *Report) error { return JUnit(w, []*Report{r}) },
}
