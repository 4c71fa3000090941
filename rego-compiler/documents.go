package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// settingsDocument holds what rules are configured with, by their ids.
var settingsDocument = ast.Ref{ast.DefaultRootDocument, ast.StringTerm("settings")}

// documents are the names under `data` that lumogate gives to rules. All else under `data` is defined by modules.
var documents = []string{"active", "config", "settings"}

// reservedPackage reports a package that would hide a document.
func reservedPackage(module *ast.Module) []Error {
	path := module.Package.Path
	if len(path) < 2 || !isDocument(path[1]) && plain(path[1]) != strictPackage {
		return nil
	}
	return []Error{shapeErrorAt(module.Package.Location,
		fmt.Sprintf("the package name %s is reserved: data.%s is lumogate's own", packageName(path), packageName(path[:2])),
		"Choose another name for the package.")}
}

// undefinedData reports references under `data` that nothing defines. OPA would take them for documents that may be
// loaded later, and evaluate them to undefined: a misspelt name would pass in silence. Those of the given names are there.
func undefinedData(compiler *ast.Compiler, given []string) []Error {
	var problems []Error
	for _, path := range slices.Sorted(maps.Keys(compiler.Modules)) {
		ast.WalkRules(compiler.Modules[path], func(rule *ast.Rule) bool {
			ast.WalkRefs(rule, func(ref ast.Ref) bool {
				if isUndefined(ref, compiler) && !slices.Contains(given, plain(ref[1])) {
					location := ref[0].Location
					if location == nil {
						location = rule.Location
					}
					problems = append(problems, undefinedDataAt(location, ref, compiler))
				}
				return false
			})
			return false
		})
	}
	return problems
}

// unknownSettings reports references to settings of rules that are not there: nobody can give them, so whatever reads them
// would find nothing. Without a list of the other rules there are, nothing can be told.
func unknownSettings(compiler *ast.Compiler, rules []collectedRule, others []string) []Error {
	if others == nil {
		return nil
	}
	ids := slices.Clone(others)
	for _, rule := range rules {
		ids = append(ids, rule.ID)
	}
	var problems []Error
	for _, path := range slices.Sorted(maps.Keys(compiler.Modules)) {
		ast.WalkRefs(compiler.Modules[path], func(ref ast.Ref) bool {
			if len(ref) < 3 || !ref.HasPrefix(settingsDocument) || ref[0].Location == nil {
				return false
			}
			if id, ok := ref[2].Value.(ast.String); ok && !slices.Contains(ids, string(id)) {
				problems = append(problems, Error{
					Code:    codeType,
					Message: fmt.Sprintf("undefined ref: data.settings[%q]; there is no rule of this id%s", string(id), didYouMean(string(id), ids)),
					Hint:    "Settings are given to a rule by its id, which is its package without a leading `lumogate.`, and what follows `deny_`.",
					File:    ref[0].Location.File,
					Row:     ref[0].Location.Row,
					Col:     ref[0].Location.Col,
				})
			}
			return false
		})
	}
	return problems
}

func isUndefined(ref ast.Ref, compiler *ast.Compiler) bool {
	return ref.HasPrefix(ast.DefaultRootRef) && len(ref) > 1 && !isDocument(ref[1]) && len(rulesUnder(ref, compiler)) == 0
}

// undefinedDataAt names what there is beside the first element that nothing defines.
func undefinedDataAt(location *ast.Location, ref ast.Ref, compiler *ast.Compiler) Error {
	end := 1
	for end < len(ref)-1 && len(rulesUnder(ref[:end+1], compiler)) > 0 {
		end++
	}
	var names []string
	for _, rule := range rulesUnder(ref[:end], compiler) {
		if path := rule.Ref(); len(path) > end {
			names = append(names, plain(path[end]))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	written := asWritten(ref[:end+1], compiler)
	return Error{
		Code: codeType,
		Message: fmt.Sprintf("undefined ref: %s%s; in %s there is %s",
			written, didYouMean(plain(ref[end]), names), written[:end], strings.Join(names, ", ")),
		File: location.File,
		Row:  location.Row,
		Col:  location.Col,
	}
}

// rulesUnder are the rules that a reference can reach: the one it names, those below it, or those it computes.
func rulesUnder(ref ast.Ref, compiler *ast.Compiler) []*ast.Rule {
	return compiler.GetRulesDynamicWithOpts(ref, ast.RulesOptions{IncludeHiddenModules: true})
}

// asWritten gives variables the names that the user gave them.
func asWritten(ref ast.Ref, compiler *ast.Compiler) ast.Ref {
	written := ref.Copy()
	for _, element := range written[1:] {
		if name, ok := element.Value.(ast.Var); ok {
			if original, renamed := compiler.RewrittenVars[name]; renamed {
				element.Value = original
			}
		}
	}
	return written
}

func isDocument(term *ast.Term) bool {
	return slices.Contains(documents, plain(term))
}

// plain is an element of a reference as text, a string without its quotes.
func plain(term *ast.Term) string {
	if text, ok := term.Value.(ast.String); ok {
		return string(text)
	}
	return term.String()
}
