package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"go.yaml.in/yaml/v3"
)

// customNames are what lumogate reads under `custom` of a rule's METADATA. All else there is the user's own.
var customNames = []string{"data", "docs", "effective_on", "extends", "fix", "settings", "severity"}

// metadataNames are OPA's, https://www.openpolicyagent.org/docs/policy-language#metadata.
var metadataNames = []string{
	"authors", "compile", "custom", "description", "entrypoint", "labels", "organizations", "related_resources", "schemas", "scope", "title",
}

// metadataErrors reports names in METADATA that are a slip of the pen away from one that is read: OPA drops what it does not
// know in silence, and a rule would go without its severity, its fix, its date.
func metadataErrors(module *ast.Module) []Error {
	var problems []Error
	for _, annotations := range module.Annotations {
		written := map[string]any{}
		// That it is YAML has been seen by OPA's parser.
		if err := yaml.Unmarshal([]byte(uncommented(annotations.Location.Text)), &written); err != nil {
			continue
		}
		report := func(name, message string) {
			row, col := placeIn(annotations.Location, name)
			problems = append(problems, Error{Code: codeMetadata, Message: message, File: annotations.Location.File, Row: row, Col: col})
		}
		for _, name := range slices.Sorted(maps.Keys(written)) {
			if message := misplacedName(name); message != "" {
				report(name, message)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(annotations.Custom)) {
			if other := meantName(name, customNames); other != "" {
				report(name, fmt.Sprintf("custom.%s in METADATA is not read by lumogate; it reads custom.%s", name, other))
			}
		}
	}
	return problems
}

// misplacedName says what is wrong with a name at the top of METADATA; empty where all is well, or the name is nothing like ours.
func misplacedName(name string) string {
	if slices.Contains(metadataNames, name) {
		return ""
	}
	if slices.Contains(customNames, name) {
		return fmt.Sprintf("%s in METADATA is not read: it belongs below custom", name)
	}
	if other := meantName(name, metadataNames); other != "" {
		return fmt.Sprintf("%s in METADATA is not read; did you mean %s?", name, other)
	}
	if other := meantName(name, customNames); other != "" {
		return fmt.Sprintf("%s in METADATA is not read; did you mean %s, below custom?", name, other)
	}
	return ""
}

// meantName is the known name that another one nearly is: written otherwise ("effectiveOn", "Fix", "doc"), or, where it is long
// enough to tell, misspelt. `date` is no misspelt `data`.
func meantName(name string, known []string) string {
	if slices.Contains(known, name) {
		return ""
	}
	for _, other := range known {
		if plainName(name) == plainName(other) {
			return other
		}
		if len(other) > 4 && len(name) > 4 && editDistance(strings.ToLower(name), other) <= 2 {
			return other
		}
	}
	return ""
}

// plainName is a name without capitals, joints and the plural.
func plainName(name string) string {
	return strings.TrimSuffix(strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name)), "s")
}

// uncommented is the YAML of a block of METADATA, a row for each of the block's.
func uncommented(block []byte) string {
	rows := strings.Split(string(block), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimPrefix(strings.TrimLeft(row, " \t"), "#")
	}
	// The first row is the word METADATA.
	rows[0] = ""
	return dedented(rows)
}

// dedented takes away the space that follows each "#".
func dedented(rows []string) string {
	for i, row := range rows {
		rows[i] = strings.TrimPrefix(row, " ")
	}
	return strings.Join(rows, "\n")
}

// placeIn finds the row of a block in which a name is written.
func placeIn(block *ast.Location, name string) (row, col int) {
	pattern := regexp.MustCompile(`^[ \t#]*` + regexp.QuoteMeta(name) + `\s*:`)
	for i, text := range strings.Split(string(block.Text), "\n") {
		if pattern.MatchString(text) {
			return block.Row + i, block.Col + strings.Index(text, name)
		}
	}
	return block.Row, block.Col
}
