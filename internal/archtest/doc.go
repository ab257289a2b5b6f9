// Package archtest holds the rules on imports and package comments, as tests.
package archtest
