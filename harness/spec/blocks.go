package spec

// Blocks are the structs that the attributes of each block are decoded into, for
// the reference: their tags say name, type and meaning.
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
