package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// lint lists what compiles, and is most likely not what was meant.
func lint(front front, request Request) []Error {
	var warnings []Error
	for _, path := range paths(front.modules) {
		module := front.modules[path]
		warnings = append(warnings, lintCalls(module)...)
		warnings = append(warnings, testsAmongRules(module)...)
		warnings = append(warnings, lostMetadata(module)...)
	}
	for _, rule := range front.described {
		if rule.Title == "" {
			warnings = append(warnings, Error{
				Code:    "lint.no-title",
				Message: fmt.Sprintf("the rule %s has no title", rule.ID),
				Hint:    "Reports and documentation show a rule's title. Write a comment above the package: # METADATA, then # title: and a sentence.",
				File:    rule.File, Row: rule.Row, Col: 1,
			})
		}
	}
	warnings = append(warnings, exceptionWarnings(front.modules)...)
	return append(warnings, lenientWarnings(front, request)...)
}

// lintCalls looks at every call, wherever it stands.
func lintCalls(module *ast.Module) []Error {
	var warnings []Error
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Expr:
			if terms, ok := node.Terms.([]*ast.Term); ok {
				warnings = append(warnings, callWarnings(terms, node.Location)...)
			}
			warnings = append(warnings, differsFromAny(node)...)
		case *ast.Term:
			if call, ok := node.Value.(ast.Call); ok {
				warnings = append(warnings, callWarnings(call, node.Location)...)
			}
		}
		return false
	}).Walk(module)
	return warnings
}

// lenientWarnings are what OPA's strict mode says where it does not apply.
func lenientWarnings(front front, request Request) []Error {
	if request.Lenient || !isLenient(request) {
		return nil
	}
	compiler := ast.NewCompiler().WithCapabilities(front.capabilities).WithStrict(true).SetErrorLimit(0)
	compiler.Compile(front.modules)
	warnings := compileErrors(compiler.Errors, front.capabilities)
	for i := range warnings {
		warnings[i].Code, warnings[i].Hint = "lint.strict", ""
	}
	return warnings
}

func warningAt(location *ast.Location, code, message, hint string) Error {
	if location == nil {
		location = &ast.Location{}
	}
	return Error{Code: code, Message: message, Hint: hint, File: location.File, Row: location.Row, Col: location.Col}
}

// callWarnings are those about one call, its operator first.
func callWarnings(call []*ast.Term, location *ast.Location) []Error {
	switch call[0].String() {
	case ast.Sprintf.Name:
		return sprintfArguments(call, location)
	case ast.LessThan.Name, ast.LessThanEq.Name, ast.GreaterThan.Name, ast.GreaterThanEq.Name:
		return versionOrder(call, location)
	}
	return nil
}

// verb is a directive of a format, or two percent signs.
var verb = regexp.MustCompile(`%[-+# 0]*(\*|\d+)?(?:\.(\*|\d+)?)?(\[\d+\])?([a-zA-Z%])?`)

// sprintfArguments reports a format that wants more or fewer values than the list beside it has: the message would say so,
// %!d(MISSING), and nobody would see it before the rule fires.
func sprintfArguments(call []*ast.Term, location *ast.Location) []Error {
	if len(call) < 3 {
		return nil
	}
	format, isText := call[1].Value.(ast.String)
	values, isList := call[2].Value.(*ast.Array)
	if !isText || !isList {
		return nil
	}
	wanted := 0
	for _, found := range verb.FindAllStringSubmatch(string(format), -1) {
		if found[3] != "" {
			// It says by number which value it means.
			return nil
		}
		for _, width := range found[1:3] {
			if width == "*" {
				wanted++
			}
		}
		if found[4] != "%" {
			wanted++
		}
	}
	if wanted == values.Len() {
		return nil
	}
	return []Error{warningAt(location, "lint.sprintf-arguments",
		fmt.Sprintf("the format wants %s, and the list has %d", counted(wanted, "value"), values.Len()),
		"Each % in a format takes one value of the list; write %% for a percent sign.")}
}

func counted(number int, what string) string {
	if number == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", number, what)
}

// differsFromAny reports `list[_] != x`, which holds as soon as one element differs.
func differsFromAny(expr *ast.Expr) []Error {
	if !expr.IsCall() || expr.Operator().String() != ast.NotEqual.Name {
		return nil
	}
	for _, operand := range expr.Operands() {
		ref, ok := operand.Value.(ast.Ref)
		if !ok || !slices.ContainsFunc(ref[1:], isWildcard) {
			continue
		}
		return []Error{warningAt(expr.Location, "lint.not-equal-any",
			fmt.Sprintf("%s != ... is true as soon as one element differs", shown(ref)),
			"To ask whether none is equal, write `not value in list`, or `every element in list { element != value }`. To look for those that differ, write `some element in list`, and compare that.")}
	}
	return nil
}

func isWildcard(term *ast.Term) bool {
	name, ok := term.Value.(ast.Var)
	return ok && name.IsWildcard()
}

// shown is a reference with its wildcards as they are written.
func shown(ref ast.Ref) string {
	written := ref.Copy()
	for _, element := range written {
		if isWildcard(element) {
			element.Value = ast.Var("_")
		}
	}
	return written.String()
}

// versionName is what a version is called in the inventory.
var versionName = regexp.MustCompile(`(?i)^(?:version(?:_?id)?|source_?version)$`)

// versionOrder reports versions that are compared as texts: "1.10" comes before "1.9" then.
func versionOrder(call []*ast.Term, location *ast.Location) []Error {
	if !slices.ContainsFunc(call[1:], isVersion) {
		return nil
	}
	return []Error{warningAt(location, "lint.version-order",
		fmt.Sprintf("%s is a text, and as texts 1.10 comes before 1.9", call[1+slices.IndexFunc(call[1:], isVersion)]),
		"Compare versions as their package manager does: lumogate.version.satisfies(package.type, package.version, \">= 1.10\").")}
}

func isVersion(term *ast.Term) bool {
	ref, ok := term.Value.(ast.Ref)
	return ok && len(ref) > 1 && versionName.MatchString(plain(ref[len(ref)-1])) && !ast.IsConstant(ref[0].Value)
}

// testsAmongRules reports tests that no tester would find.
func testsAmongRules(module *ast.Module) []Error {
	var warnings []Error
	for _, rule := range module.Rules {
		if strings.HasPrefix(headName(rule.Head), "test_") {
			warnings = append(warnings, warningAt(rule.Location, "lint.test-among-rules",
				fmt.Sprintf("%s looks like a test, and stands among rules", headName(rule.Head)),
				"Tests stand in files whose names end in _test.rego."))
		}
	}
	return warnings
}

// metadataRow is a row that would be METADATA if it stood in a block of it.
var metadataRow = regexp.MustCompile(`^ ?(?:title|description|custom|scope|METADATA|metadata|Metadata)\s*:?`)

// lostMetadata reports METADATA that says nothing, and rows that were meant for it: a block ends at the first row that is no
// comment, and what follows is dropped in silence.
func lostMetadata(module *ast.Module) []Error {
	var warnings []Error
	inBlocks := map[int]bool{}
	for _, annotations := range module.Annotations {
		for row := range strings.Count(string(annotations.Location.Text), "\n") + 1 {
			inBlocks[annotations.Location.Row+row] = true
		}
		if annotations.Title == "" && annotations.Description == "" && len(annotations.Custom) == 0 {
			warnings = append(warnings, warningAt(annotations.Location, "lint.metadata-empty",
				"the METADATA documents nothing: it has no title, no description and nothing of one's own",
				"Give it a title, or take it out."))
		}
	}
	for _, comment := range module.Comments {
		text := string(comment.Text)
		if inBlocks[comment.Location.Row] || !metadataRow.MatchString(text) || !strings.HasSuffix(metadataWord(text), ":") {
			continue
		}
		warnings = append(warnings, warningAt(comment.Location, "lint.metadata-lost",
			fmt.Sprintf("%q looks like METADATA, and is in no block of it", strings.TrimSpace(text)),
			"A block begins with the row # METADATA, and ends at the first row that does not begin with #; an empty row in it is written #."))
	}
	return warnings
}

// metadataWord is the first word of a comment; the word METADATA, however it is written, counts as the name of a block.
func metadataWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if strings.EqualFold(strings.TrimSuffix(word, ":"), "metadata") && strings.TrimSpace(text) == word {
		return "METADATA:"
	}
	return word
}
