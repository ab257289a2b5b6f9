package timeline

import (
	"errors"
	"strings"
)

// CheckPath returns an error if ZooKeeper's client would not send the path, and servers
// would refuse it (PathUtils.validatePath). The path of a sequential znode may end with a
// slash, because the server appends a number.
func CheckPath(path string, sequential bool) error {
	switch {
	case !strings.HasPrefix(path, "/"):
		return errors.New("it does not begin with /")
	case path == "/":
		return nil
	case strings.HasSuffix(path, "/") && !sequential:
		return errors.New("it ends with /")
	}
	begin, ascii := 1, true // of the present part
	for i := 1; i < len(path); i++ {
		switch c := path[i]; {
		case c == '/':
			if isRelative(path[begin:i]) {
				return errRelative
			}
			begin = i + 1
		case c < ' ' || c >= 0x7f:
			ascii = false
		}
	}
	switch {
	case !sequential && isRelative(path[begin:]):
		return errRelative
	case !ascii && strings.ContainsFunc(path, invalidChar):
		return errors.New("it has a character that ZooKeeper does not allow in paths")
	}
	return nil
}

var errRelative = errors.New("it has an empty or relative part")

func isRelative(part string) bool { return part == "" || part == "." || part == ".." }

// invalidChar reports whether PathUtils.validatePath rejects the character. It rejects
// what takes two chars in Java. Releases up to 3.4 accept the first and the last
// character of each range.
func invalidChar(c rune) bool {
	return c <= 0x1f || c >= 0x7f && c <= 0x9f || c >= 0xd800 && c <= 0xf8ff || c >= 0xfff0
}
