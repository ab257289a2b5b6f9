package spec

// Blocks returns the structs that the attributes of each type of block are decoded into. The
// reference takes names, types and meanings from their tags.
func Blocks() map[string]any {
	return map[string]any{
		"argument": Argument{},
		"control":  controlAttrs{},
		"ensemble": ensembleAttrs{},
		"expect":   expectAttrs{},
		"scenario": scenarioAttrs{},
		"server":   serverAttrs{},
		"session":  sessionAttrs{},
		"variable": variable{},
	}
}
