package main

import (
	"fmt"
	"regexp"

	"github.com/open-policy-agent/opa/v1/ast"
)

// nearlyRule is a name that looks like a rule's. Not to evaluate such a rule would be a pass that nobody meant.
var nearlyRule = regexp.MustCompile(`^(?i:deny|violation|warn)(?:_|$)`)

// shapeError tells why a clause with a rule's name would not be evaluated as one; nil where all is well, or where
// the name is not a rule's.
func shapeError(clause *ast.Rule) *Error {
	head := clause.Head
	name := headName(head)
	_, _, isRule := judges(name)
	var problem string
	switch {
	case !isRule && nearlyRule.MatchString(name):
		problem = fmt.Sprintf("%s looks like a rule, but is none: deny, violation and warn are in small letters, and only letters and digits between single underscores may follow", name)
		name = "deny_name"
	case !isRule:
		return nestedRule(head)
	case clause.Default:
		problem = fmt.Sprintf("%s has a default, so it is one value and not a set of messages", name)
	case len(head.Args) > 0:
		problem = fmt.Sprintf("%s is a function, and lumogate would not know what to call it with", name)
	case len(head.Ref()) > 1:
		problem = fmt.Sprintf("%s is an object, not a set of messages", name)
	case head.RuleKind() != ast.MultiValue && !isList(clause):
		problem = fmt.Sprintf("%s is one value, not a set of messages", name)
	default:
		return nil
	}
	found := shapeErrorAt(head.Location, problem, howToWrite(name))
	return &found
}

// isList tells `violation := [...] if { ... }`, as conftest's users write it, whatever stands behind `else`: where it is
// undefined, its conditions do not hold, and there is nothing to find.
func isList(clause *ast.Rule) bool {
	for at := clause; at != nil; at = at.Else {
		if at.Head.Value == nil {
			return false
		}
		switch at.Head.Value.Value.(type) {
		case *ast.Array, *ast.ArrayComprehension:
		default:
			return false
		}
	}
	return true
}

// nestedRule reports `a.deny contains ...`, which looks like the rule deny of a package that ends in a.
func nestedRule(head *ast.Head) *Error {
	ref := head.Ref()
	last, ok := ref[len(ref)-1].Value.(ast.String)
	if !ok || len(ref) < 2 || head.RuleKind() != ast.MultiValue {
		return nil
	}
	if _, _, isRule := judges(string(last)); !isRule {
		return nil
	}
	found := shapeErrorAt(head.Location,
		fmt.Sprintf("%s is not at the top of its package, where lumogate looks for rules", ref),
		fmt.Sprintf("Put it in a package of its own. %s", howToWrite(string(last))))
	return &found
}

func headName(head *ast.Head) string {
	if name, ok := head.Ref()[0].Value.(ast.Var); ok {
		return string(name)
	}
	return ""
}

func howToWrite(name string) string {
	return fmt.Sprintf("Write `%s contains msg if { ...; msg := \"what is wrong\" }`.", name)
}

func shapeErrorAt(location *ast.Location, message, hint string) Error {
	return Error{Code: codeShape, Message: message, Hint: hint, File: location.File, Row: location.Row, Col: location.Col}
}
