package spec

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// DidYouMean returns the end of a message about an unknown name: a suggestion of the nearest
// known name, or a list of all of them if none is near.
func DidYouMean(given string, known []string) string {
	if nearest := Nearest(given, known); nearest != "" {
		if isHomoglyph(given, nearest) {
			return fmt.Sprintf(" Did you mean %q? The given name has similar letters of another script: %+q.", nearest, given)
		}
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	if len(known) == 0 {
		return " There is none."
	}
	return " There are: " + joinNames(known) + "."
}

// Nearest returns the known name that is most similar to the given one, or "" if none differs
// by fewer than three changes. Case is ignored.
func Nearest(given string, known []string) string {
	nearest, least := "", 3 // with three changes it is another word
	for i, k := range known {
		if i == maxCompared || len(given) > maxNameLength || len(k) > maxNameLength {
			break
		}
		if d := editDistance(strings.ToLower(given), strings.ToLower(k)); d < least {
			nearest, least = k, d
		}
	}
	return nearest
}

// editDistance returns the number of changes between two words. Swapping two adjacent letters
// is one change, if there is no other one.
func editDistance(a, b string) int {
	if len(a) == len(b) {
		for i := range len(a) - 1 {
			if a[i] != b[i] {
				if a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
					return 1
				}
				break
			}
		}
	}
	return levenshtein.Distance(a, b, nil)
}

// Limits of suggestions. Names beyond them are omitted.
const (
	maxCompared     = 200 // known names that are compared
	maxListed       = 50  // names in a list
	maxListedBlocks = 20  // block types in a list
	maxNameLength   = 100 // bytes of a name
)

// isHomoglyph reports whether a name differs from the known one in letters of another script,
// such as a Cyrillic "a" in a Latin word.
func isHomoglyph(given, known string) bool {
	foreign := func(r rune) bool { return r > unicode.MaxASCII }
	return utf8.RuneCountInString(given) == utf8.RuneCountInString(known) &&
		strings.ContainsFunc(given, foreign) && !strings.ContainsFunc(known, foreign)
}

func joinNames(names []string) string {
	var listed []string
	for i, name := range names {
		if i == maxListed {
			listed = append(listed, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		listed = append(listed, truncate(name, maxNameLength))
	}
	return strings.Join(listed, ", ")
}

// truncate returns the text, shortened to limit bytes and "..." if it is longer.
func truncate(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "") + "..."
}
