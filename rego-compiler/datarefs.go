package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// configDocument is what a configuration gives to all rules.
var configDocument = ast.Ref{ast.DefaultRootDocument, ast.StringTerm("config")}

// dataRefs lists the names below data.config that clauses need, themselves or in what they refer to, sorted; each once. Of
// a reference that is computed from some place on, it is what stands before. A name that object.get is given is none.
func dataRefs(clauses []*ast.Rule, compiler *ast.Compiler) []DataRef {
	return refsBelow(configDocument, clauses, compiler)
}

// settingsRefs lists the names below a rule's own settings that it needs, as dataRefs does.
func settingsRefs(id string, clauses []*ast.Rule, compiler *ast.Compiler) []DataRef {
	return refsBelow(settingsDocument.Append(ast.StringTerm(id)), clauses, compiler)
}

func refsBelow(document ast.Ref, clauses []*ast.Rule, compiler *ast.Compiler) []DataRef {
	search := &dataSearch{
		aliases:  aliases{compiler: compiler, document: document},
		found:    map[string]DataRef{},
		optional: map[string]bool{},
		called:   map[string]bool{},
	}
	for _, rule := range reachable(clauses, compiler.Graph) {
		search.inRule(rule, call{})
	}
	refs := make([]DataRef, 0, len(search.found))
	for path, ref := range search.found {
		ref.Optional = search.optional[path]
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, func(a, b DataRef) int { return slices.Compare(a.Path, b.Path) })
	return refs
}

// hasAlternative tells whether a rule has another value where one of its clauses is undefined.
func hasAlternative(rule *ast.Rule, compiler *ast.Compiler) bool {
	if rule.Else != nil {
		return true
	}
	return slices.ContainsFunc(compiler.GetRulesExact(rule.Ref().GroundPrefix()), func(other *ast.Rule) bool { return other.Default })
}

// dataSearch gathers references by their paths, joined by a byte that no name holds twice in a row.
type dataSearch struct {
	aliases
	found map[string]DataRef
	// optional are paths that may be missing: a rule asks whether they are there, or has another value without them.
	optional map[string]bool
	// called are the functions that were looked at, with what of the document each was given.
	called map[string]bool
}

// call is what a function is called with, and where; nothing, where a rule is looked at by itself.
type call struct {
	operands []*ast.Term
	scope    ast.Body
}

func (s *dataSearch) inRule(rule *ast.Rule, from call) {
	alternative := hasAlternative(rule, s.compiler)
	scope := append(argumentsOf(rule, from), expressionsOf(rule)...)
	note := func(ref ast.Ref, optional bool) {
		at := ref[0]
		if ref.HasPrefix(ast.DefaultRootRef) && !ref.HasPrefix(s.document) {
			// The name of a rule has the place of any of its uses.
			at = ref[len(ref)-1]
		}
		s.note(s.resolve(ref, scope, nil), at, rule, optional)
	}
	ask := func(term *ast.Term) {
		if ref, ok := term.Value.(ast.Ref); ok {
			note(ref, true)
		}
	}
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Rule:
			// What stands behind `else` has an alternative of its own, or none.
			if node != rule {
				s.inRule(node, from)
				return true
			}
		case *ast.With:
			// What `with` gives need not be there.
			ask(node.Target)
		case *ast.Expr:
			if term, ok := node.Terms.(*ast.Term); ok && node.Negated {
				ask(term)
			}
			if node.IsCall() {
				s.inFunction(node.Operator(), call{operands: node.Operands(), scope: scope})
			}
		case ast.Call:
			if operator, ok := node[0].Value.(ast.Ref); ok {
				s.inFunction(operator, call{operands: node[1:], scope: scope})
			}
		case *ast.Not:
			if len(node.Body) == 1 {
				if term, ok := node.Body[0].Terms.(*ast.Term); ok {
					ask(term)
				}
			}
		case ast.Ref:
			// What stands for a rule as a whole is looked at there.
			if len(s.compiler.GetRulesExact(node)) == 0 {
				note(node, alternative)
			}
		}
		return false
	}).Walk(rule)
}

// inFunction looks at a function of the user's that is given the document, or a part of it: by itself, it does not know.
func (s *dataSearch) inFunction(operator ast.Ref, from call) {
	if !operator.HasPrefix(ast.DefaultRootRef) {
		return
	}
	key := operator.String()
	isGiven := false
	for _, operand := range from.operands {
		part := s.resolveTerm(operand, from.scope, nil)
		isGiven = isGiven || part != nil
		key += "\n" + part.String()
	}
	if !isGiven || s.called[key] {
		return
	}
	s.called[key] = true
	for _, function := range s.compiler.GetRulesExact(operator) {
		s.inRule(function, from)
	}
}

// note keeps a reference to what is below the document; `at` is where it was written.
func (s *dataSearch) note(ref ast.Ref, at *ast.Term, rule *ast.Rule, optional bool) {
	if ref == nil {
		return
	}
	var path []string
	for _, element := range ref[len(s.document):] {
		name, ok := element.Value.(ast.String)
		if !ok {
			break
		}
		path = append(path, string(name))
	}
	if len(path) == 0 {
		return
	}
	key := strings.Join(path, "\x00")
	if optional {
		s.optional[key] = true
	}
	location := cmp.Or(at.Location, rule.Location)
	found := DataRef{Path: path, File: location.File, Row: location.Row, Col: location.Col}
	if earlier, known := s.found[key]; !known || found.before(earlier) {
		s.found[key] = found
	}
}

// before orders references of one path by their places.
func (d DataRef) before(other DataRef) bool {
	return cmp.Or(cmp.Compare(d.File, other.File), cmp.Compare(d.Row, other.Row), cmp.Compare(d.Col, other.Col)) < 0
}
