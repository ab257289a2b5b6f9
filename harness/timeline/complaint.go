package timeline

import "strings"

// CausedBy stands in the exception of a complaint before its cause.
const CausedBy = "; caused by "

// RootCause returns the exception that caused the others of a complaint.
func RootCause(exception string) string {
	causes := strings.Split(exception, CausedBy)
	return causes[len(causes)-1]
}
