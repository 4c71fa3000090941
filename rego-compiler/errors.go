package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// parseErrors are a module's, as OPA words them.
func parseErrors(path string, err error) []Error {
	var found ast.Errors
	if one := (*ast.Error)(nil); errors.As(err, &one) {
		found = ast.Errors{one}
	} else if !errors.As(err, &found) {
		found = ast.Errors{ast.NewError(ast.ParseErr, nil, "%v", err)}
	}
	converted := make([]Error, 0, len(found))
	for _, one := range found {
		parsed := located(codeParse, one)
		// An error that is about the whole file has no row.
		parsed.File, parsed.Row, parsed.Col = path, max(parsed.Row, 1), max(parsed.Col, 1)
		explainParsing(&parsed)
		if len(converted) > 0 && followsFrom(parsed, converted[len(converted)-1]) {
			continue
		}
		converted = append(converted, parsed)
	}
	return converted
}

const unexpected = "unexpected "

// metadataProblem is what the reader of METADATA says in front of its own sentence, with a row of its own counting.
var metadataProblem = regexp.MustCompile(`^yaml: (?:line \d+: )?`)

// explainParsing says what to do about an error that OPA words for whoever wrote the parser.
func explainParsing(parsed *Error) {
	switch message := parsed.Message; {
	case strings.Contains(message, "keyword is required"):
		parsed.Hint = "This looks like Rego v0. Rewrite it with lumogate policy fmt --rego v0, or say what it is: in lumogate.yaml `policies: [{path: ..., rego: v0}]`, on the command line --rego v0. " + howToWrite("deny")
	case metadataProblem.MatchString(message):
		parsed.Message = "the METADATA is not YAML: " + metadataProblem.ReplaceAllString(message, "")
		parsed.Hint = "Below # METADATA stands YAML: indent it by blanks, not by tabs, and put a text with a colon in it into quotes."
	case message == "unexpected eof token":
		parsed.Message = "the file ends in the middle of a rule"
		parsed.Hint = "A {, [ or ( in the last rule is not closed."
	case message == "package expected":
		parsed.Hint = "A file begins with its package, which is also the rule's id: package team.rule."
	case strings.HasPrefix(message, unexpected):
		parsed.Hint = "Look right before this place: most often a comma, a quote or a closing bracket is missing there."
	}
}

// followsFrom tells whether an error is only the outer construct's word on what the inner one has said already.
func followsFrom(outer, inner Error) bool {
	return outer.Row == inner.Row && outer.Col == inner.Col &&
		strings.HasPrefix(outer.Message, unexpected) && strings.HasPrefix(inner.Message, unexpected)
}

// compileErrors are the type checker's and the other stages'.
func compileErrors(found ast.Errors, capabilities *ast.Capabilities) []Error {
	names := callable(capabilities)
	converted := make([]Error, 0, len(found))
	for _, one := range found {
		switch {
		case undefinedFunction(one) != "":
			converted = append(converted, builtinError(one, names))
		case strings.HasPrefix(one.Message, "deprecated built-in function"):
			converted = append(converted, located(codeBuiltin, one))
		case one.Code == ast.TypeErr:
			converted = append(converted, typeError(one))
		default:
			converted = append(converted, compileError(one))
		}
	}
	return converted
}

var unsafeVariable = regexp.MustCompile(`^var (\w+) is unsafe$`)

func compileError(err *ast.Error) Error {
	converted := located(codeCompile, err)
	if found := unsafeVariable.FindStringSubmatch(converted.Message); found != nil {
		name := found[1]
		converted.Hint = fmt.Sprintf("Nothing gives %s a value here; == compares, and does not assign. Write `%s := ...` or `some %s in ...` in this body, outside of not.", name, name, name)
	}
	return converted
}

// undefinedFunction is the name of the built-in that an error misses, empty for other errors.
func undefinedFunction(err *ast.Error) string {
	name, ok := strings.CutPrefix(err.Message, "undefined function ")
	if !ok || strings.HasPrefix(name, "data.") {
		return ""
	}
	return name
}

// builtinError tells a function that lumogate leaves out on purpose from one that does not exist.
func builtinError(err *ast.Error, names []string) Error {
	converted := located(codeBuiltin, err)
	name := undefinedFunction(err)
	near := didYouMean(name, names)
	if _, known := ast.BuiltinMap[name]; known {
		converted.Message = fmt.Sprintf("lumogate does not offer the built-in %s to rules", name)
	} else if converted.Message = fmt.Sprintf("there is no function %s%s", name, near); near != "" {
		converted.Hint = "docs/builtins.md lists the built-ins that rules can call."
		return converted
	}
	converted.Hint = "Built-ins that rules can call: " + strings.Join(names, ", ") + "."
	return converted
}

// typeError says what OPA shows as a drawing over several lines in one.
func typeError(err *ast.Error) Error {
	converted := located(codeType, err)
	switch details := err.Details.(type) {
	case nil:
	case *ast.RefErrInvalidDetail:
		if len(details.OneOf) == 0 {
			break
		}
		var names []string
		for _, value := range details.OneOf {
			names = append(names, plain(ast.NewTerm(value)))
		}
		converted.Message += didYouMean(plain(details.Ref[details.Pos]), names) + "; there is " + strings.Join(names, ", ")
		if details.Ref.HasPrefix(ast.InputRootRef) {
			converted.Hint = "lumogate policy schema describes input, and lumogate inspect IMAGE --output json shows an image's."
		}
	default:
		for _, line := range details.Lines() {
			converted.Message += "; " + oneLine(line)
		}
	}
	return converted
}

// generated are the names that the compiler gives to variables, which nobody has written.
var generated = regexp.MustCompile(`__local\d+__`)

func located(code string, err *ast.Error) Error {
	converted := Error{Code: code, Message: generated.ReplaceAllString(oneLine(err.Message), "_")}
	if err.Location != nil {
		converted.File, converted.Row, converted.Col = err.Location.File, err.Location.Row, err.Location.Col
	}
	return converted
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

// sorted orders errors by place, drops exact repetitions, and leaves each hint at the first error that has it.
func sorted(found []Error) []Error {
	slices.SortFunc(found, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	found = slices.Compact(found)
	seen := map[string]bool{}
	for i := range found {
		if seen[found[i].Hint] {
			found[i].Hint = ""
		}
		seen[found[i].Hint] = true
	}
	return found
}
