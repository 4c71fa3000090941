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
	search := &dataSearch{compiler: compiler, found: map[string]DataRef{}, optional: map[string]bool{}}
	for _, rule := range reachable(clauses, compiler.Graph) {
		search.inRule(rule, hasAlternative(rule, compiler))
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
	compiler *ast.Compiler
	found    map[string]DataRef
	// optional are paths that may be missing: a rule asks whether they are there, or has another value without them.
	optional map[string]bool
}

func (s *dataSearch) inRule(rule *ast.Rule, alternative bool) {
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Rule:
			// What stands behind `else` has an alternative of its own, or none.
			if node != rule {
				s.inRule(node, hasAlternative(node, s.compiler))
				return true
			}
		case *ast.With:
			// What `with` gives need not be there.
			if ref, ok := node.Target.Value.(ast.Ref); ok {
				s.note(ref, rule, true)
			}
		case *ast.Expr:
			if term, ok := node.Terms.(*ast.Term); ok && node.Negated {
				s.noteTerm(term, rule, true)
			}
		case *ast.Not:
			if len(node.Body) == 1 {
				if term, ok := node.Body[0].Terms.(*ast.Term); ok {
					s.noteTerm(term, rule, true)
				}
			}
		case ast.Ref:
			s.note(node, rule, alternative)
		}
		return false
	}).Walk(rule)
}

func (s *dataSearch) noteTerm(term *ast.Term, rule *ast.Rule, optional bool) {
	if ref, ok := term.Value.(ast.Ref); ok {
		s.note(ref, rule, optional)
	}
}

func (s *dataSearch) note(ref ast.Ref, rule *ast.Rule, optional bool) {
	if !ref.HasPrefix(configDocument) {
		return
	}
	var path []string
	for _, element := range ref[len(configDocument):] {
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
	location := cmp.Or(ref[0].Location, rule.Location)
	found := DataRef{Path: path, File: location.File, Row: location.Row, Col: location.Col}
	if earlier, known := s.found[key]; !known || found.before(earlier) {
		s.found[key] = found
	}
}

// before orders references of one path by their places.
func (d DataRef) before(other DataRef) bool {
	return cmp.Or(cmp.Compare(d.File, other.File), cmp.Compare(d.Row, other.Row), cmp.Compare(d.Col, other.Col)) < 0
}
