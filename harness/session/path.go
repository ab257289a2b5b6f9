package session

import (
	"errors"
	"slices"
	"strings"
)

// CheckPath returns an error if ZooKeeper's client would not send the path
// (PathUtils.validatePath). The path of a sequential znode may end with a slash, because
// the server appends a number.
func CheckPath(path string, sequential bool) error {
	if sequential {
		path += "1"
	}
	parts := strings.Split(path, "/")
	switch {
	case !strings.HasPrefix(path, "/"):
		return errors.New("it does not begin with /")
	case path != "/" && strings.HasSuffix(path, "/"):
		return errors.New("it ends with /")
	case strings.Contains(path, "//"), slices.Contains(parts, "."), slices.Contains(parts, ".."):
		return errors.New("it has an empty or relative part")
	case strings.ContainsFunc(path, invalidChar):
		return errors.New("it has a character that ZooKeeper does not allow in paths")
	}
	return nil
}

// invalidChar reports whether PathUtils.validatePath rejects the character.
func invalidChar(c rune) bool {
	return c <= 0x1f || c >= 0x7f && c <= 0x9f || c >= 0xd800 && c <= 0xf8ff || c >= 0xfff0 && c <= 0xffff
}
