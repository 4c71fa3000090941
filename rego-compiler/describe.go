package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// everything is what a rule reads that cannot be told by name.
var everything = []string{"*"}

// describe completes a rule with what the compiler knows about it, and says what is wrong with it by that.
func describe(rule collectedRule, compiler *ast.Compiler, onDemand []string) (Rule, []Error) {
	clauses := compiler.GetRulesExact(rule.ref)
	described := rule.Rule
	deciding := slices.Concat(clauses, exceptionsOf(rule, compiler))
	described.Reads = reads(deciding, compiler.Graph)
	asked, problems := asks(deciding, compiler, onDemand)
	described.Asks = asked
	described.DataRefs = dataRefs(deciding, compiler)
	described.SettingsRefs = settingsRefs(described.ID, deciding, compiler)
	annotate(&described, clauses, compiler.GetAnnotationSet())
	return described, problems
}

// annotate takes each field from the innermost METADATA that has it: a clause's, the rule's (scope: document), the
// package's, those of the packages around it. Keys of `custom` are taken one by one.
func annotate(rule *Rule, clauses []*ast.Rule, annotations *ast.AnnotationSet) {
	custom := map[string]any{}
	for _, scope := range []string{"rule", "document", "package", "subpackages"} {
		for _, clause := range clauses {
			for _, reference := range annotations.Chain(clause) {
				found := reference.Annotations
				if found == nil || found.Scope != scope {
					continue
				}
				if rule.Title == "" {
					rule.Title = found.Title
				}
				if rule.Description == "" {
					rule.Description = found.Description
				}
				for key, value := range found.Custom {
					if _, known := custom[key]; !known {
						custom[key] = value
					}
				}
			}
		}
	}
	if len(custom) > 0 {
		rule.Custom = custom
	}
}

// reads lists the names under `input` that clauses can reach, themselves or through the rules and functions that
// they refer to.
func reads(clauses []*ast.Rule, graph *ast.Graph) []string {
	names := map[string]bool{}
	for _, rule := range reachable(clauses, graph) {
		ast.NewGenericVisitor(func(node any) bool { return visitInput(node, names) }).Walk(rule)
	}
	if names["*"] {
		return everything
	}
	return append([]string{}, slices.Sorted(maps.Keys(names))...)
}

// reachable are the rules and all that they depend on.
func reachable(rules []*ast.Rule, graph *ast.Graph) []*ast.Rule {
	seen := map[*ast.Rule]bool{}
	var found []*ast.Rule
	var follow func(rule *ast.Rule)
	follow = func(rule *ast.Rule) {
		if seen[rule] {
			return
		}
		seen[rule] = true
		found = append(found, rule)
		for dependency := range graph.Dependencies(rule) {
			follow(dependency.(*ast.Rule))
		}
	}
	for _, rule := range rules {
		follow(rule)
	}
	return found
}

// visitInput notes what a node reads of `input`, and tells whether its children need no visit.
func visitInput(node any, names map[string]bool) bool {
	switch node := node.(type) {
	case *ast.With:
		// What `with` replaces is not read.
		ast.NewGenericVisitor(func(node any) bool { return visitInput(node, names) }).Walk(node.Value)
		return true
	case ast.Ref:
		if !node[0].Equal(ast.InputRootDocument) {
			return false
		}
		names[inputName(node)] = true
		for _, element := range node[1:] {
			ast.NewGenericVisitor(func(node any) bool { return visitInput(node, names) }).Walk(element)
		}
		return true
	}
	return false
}

// inputName is the name that a reference to `input` reads; all of them if it is the whole, or computed.
func inputName(ref ast.Ref) string {
	if len(ref) > 1 {
		if name, ok := ref[1].Value.(ast.String); ok {
			return string(name)
		}
	}
	return "*"
}
