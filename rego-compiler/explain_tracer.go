package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// How much is told; the rest is counted.
const (
	maxSeen         = 3
	maxReads        = 60
	maxHelpers      = 40
	maxExplainBytes = 300
)

// explainTracer counts while the evaluation runs, and keeps no events: over 10,000 packages there are millions.
type explainTracer struct {
	asked   []ast.Ref
	clauses map[*ast.Rule]*clauseCount
	order   []*ast.Rule
	// within tells which clause each query belongs to.
	within map[uint64]*clauseCount
	reads  map[string]ast.Ref
}

type clauseCount struct {
	entered, held int
	steps         map[stepKey]*stepCount
	order         []stepKey
}

// stepKey is a condition as it is written; the compiler makes several expressions of it.
type stepKey struct {
	row, col int
	text     string
}

type stepCount struct {
	// first is the index of the first expression of the condition, the one that is tried whenever it is.
	first int
	tried int
	seen  [][]NamedValue
}

func newExplainTracer() *explainTracer {
	return &explainTracer{
		clauses: map[*ast.Rule]*clauseCount{},
		within:  map[uint64]*clauseCount{},
		reads:   map[string]ast.Ref{},
	}
}

func (*explainTracer) Enabled() bool { return true }

func (*explainTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (tracer *explainTracer) TraceEvent(event topdown.Event) {
	switch node := event.Node.(type) {
	case *ast.Rule:
		switch event.Op {
		case topdown.EnterOp:
			clause := tracer.clause(node)
			clause.entered++
			tracer.within[event.QueryID] = clause
		case topdown.ExitOp:
			tracer.clause(node).held++
		}
	case *ast.Expr:
		clause, own := tracer.within[event.QueryID]
		switch event.Op {
		case topdown.EvalOp:
			tracer.note(&event, node)
			if own {
				clause.tried(node)
			}
		case topdown.FailOp:
			if own {
				clause.failed(&event, node)
			}
		}
	}
}

func (tracer *explainTracer) clause(rule *ast.Rule) *clauseCount {
	clause, known := tracer.clauses[rule]
	if !known {
		clause = &clauseCount{steps: map[stepKey]*stepCount{}}
		tracer.clauses[rule] = clause
		tracer.order = append(tracer.order, rule)
	}
	return clause
}

func (clause *clauseCount) step(expr *ast.Expr) (*stepCount, bool) {
	base := expr.BaseCogeneratedExpr()
	if base == nil || !base.Location.HasFile() {
		return nil, false
	}
	key := stepKey{base.Location.Row, base.Location.Col, oneLine(string(base.Location.Text))}
	step, known := clause.steps[key]
	if !known {
		step = &stepCount{first: expr.Index}
		clause.steps[key] = step
		clause.order = append(clause.order, key)
	}
	return step, true
}

func (clause *clauseCount) tried(expr *ast.Expr) {
	if step, ok := clause.step(expr); ok && step.first == expr.Index {
		step.tried++
	}
}

func (clause *clauseCount) failed(event *topdown.Event, expr *ast.Expr) {
	step, ok := clause.step(expr)
	if !ok || len(step.seen) >= maxSeen {
		return
	}
	values := failedAt(event, expr).values
	for at := range values {
		values[at].Value = cutText(values[at].Value, maxExplainBytes)
	}
	same := func(other []NamedValue) bool { return slices.Equal(other, values) }
	if len(values) > 0 && !slices.ContainsFunc(step.seen, same) {
		step.seen = append(step.seen, values)
	}
}

// note keeps what an expression looks up in the input and the data, with what it finds there.
func (tracer *explainTracer) note(event *topdown.Event, expr *ast.Expr) {
	if len(tracer.reads) >= maxReads {
		return
	}
	ast.WalkTerms(&ast.Expr{Terms: expr.Terms}, func(term *ast.Term) bool {
		ref, ok := term.Value.(ast.Ref)
		if !ok || !isRead(ref) {
			return false
		}
		plugged, ok := event.Plug(term).Value.(ast.Ref)
		if !ok {
			return false
		}
		path := plugged.GroundPrefix()
		name := path.String()
		if _, known := tracer.reads[name]; !known && len(path) > 1 {
			tracer.reads[name] = path
		}
		return false
	})
}

// isRead tells references to what the rules are given from those to other rules.
func isRead(ref ast.Ref) bool {
	if len(ref) > 1 && ref[0].Equal(ast.InputRootDocument) {
		return true
	}
	return len(ref) > 1 && ref[0].Equal(ast.DefaultRootDocument) && isDocument(ref[1])
}

// explanation puts together what was counted. The documents are what input and data were.
func (tracer *explainTracer) explanation(compiler *ast.Compiler, documents map[ast.Var]ast.Value) Explanation {
	explained := Explanation{Clauses: []ExplainedClause{}, Reads: []NamedValue{}}
	var asked []*ast.Rule
	for _, ref := range tracer.asked {
		asked = append(asked, compiler.GetRulesExact(ref)...)
	}
	helpers := slices.DeleteFunc(slices.Clone(tracer.order), func(rule *ast.Rule) bool { return slices.Contains(asked, rule) })
	for _, rule := range slices.Concat(byPlace(asked), byPlace(helpers[:min(len(helpers), maxHelpers)])) {
		explained.Clauses = append(explained.Clauses, tracer.describe(rule, slices.Contains(asked, rule)))
	}
	for _, name := range sortedKeys(tracer.reads) {
		path := tracer.reads[name]
		value := "undefined"
		if found, err := documents[path[0].Value.(ast.Var)].Find(path[1:]); err == nil {
			value = cutText(countOf(found), maxExplainBytes)
		}
		explained.Reads = append(explained.Reads, NamedValue{Name: name, Value: value})
	}
	return explained
}

func byPlace(rules []*ast.Rule) []*ast.Rule {
	slices.SortStableFunc(rules, func(a, b *ast.Rule) int {
		return cmp.Or(cmp.Compare(a.Location.File, b.Location.File), cmp.Compare(a.Location.Row, b.Location.Row))
	})
	return rules
}

func (tracer *explainTracer) describe(rule *ast.Rule, asked bool) ExplainedClause {
	clause := tracer.clause(rule)
	name := strings.TrimPrefix(rule.Ref().GroundPrefix().String(), "data.")
	if asked {
		name = headName(rule.Head)
	}
	described := ExplainedClause{
		Rule:    name,
		Asked:   asked,
		File:    rule.Location.File,
		Row:     rule.Location.Row,
		Entered: clause.entered,
		Held:    clause.held,
		Steps:   []ExplainStep{},
	}
	for at, key := range clause.order {
		step := clause.steps[key]
		held := clause.held
		if at+1 < len(clause.order) {
			held = clause.steps[clause.order[at+1]].tried
		}
		seen := step.seen
		if seen == nil {
			seen = [][]NamedValue{}
		}
		described.Steps = append(described.Steps, ExplainStep{
			Text: cutText(key.text, maxExplainBytes), Row: key.row, Tried: step.tried, Held: held, Seen: seen,
		})
	}
	return described
}

// countOf is a small value, and the size of a large one.
func countOf(value ast.Value) string {
	if text := value.String(); len(text) <= maxExplainBytes {
		return text
	}
	switch value := value.(type) {
	case *ast.Array:
		return fmt.Sprintf("a list of %d", value.Len())
	case ast.Object:
		return fmt.Sprintf("an object with %d names", value.Len())
	case ast.Set:
		return fmt.Sprintf("a set of %d", value.Len())
	}
	return value.String()
}
