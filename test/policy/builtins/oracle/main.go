// Command oracle answers as OPA's own evaluator does, for tests to compare with. It is built within the module
// rego-compiler, so that both have the same OPA.
//
//	oracle answer           answers calls: JSON lines {"name", "args"} on standard input, values as Rego text
//	oracle calls NAME...    evaluates OPA's test cases, and lists every call of these functions in them
//	oracle cases            lists OPA's test cases themselves, each with what OPA answers where failed calls are errors
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	write := func(value any) {
		if err := out.Encode(value); err != nil {
			panic(err)
		}
	}
	switch command := os.Args[1]; command {
	case "answer":
		answer(os.Stdin, write)
	case "calls":
		listCalls(os.Args[2:], write)
	case "cases":
		listCases(write)
	default:
		panic(fmt.Sprintf("no command %q", command))
	}
}
