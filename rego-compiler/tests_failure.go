package main

import (
	"context"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// TestFailure is the expression at which a test stopped, and what its parts were.
type TestFailure struct {
	File string `json:"file"`
	Row  int    `json:"row"`
	Col  int    `json:"col"`
	// Text is the expression as it is written.
	Text   string       `json:"text"`
	Values []NamedValue `json:"values"`
}

// NamedValue is a part of an expression, as it is written, and its value, as Rego writes it, cut where it is long.
type NamedValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxValueBytes is how much of a value is told.
const maxValueBytes = 2000

// failure runs a test that failed once more, and watches. It is nil where nothing is known.
//
// testCase selects one of the test's cases; nil for a test that has none.
func (run *testRun) failure(name ast.Ref, testCase []string) *TestFailure {
	tracer := &failureTracer{name: name, testCase: testCase, open: testCase == nil, within: map[uint64]bool{}}
	options := append(hostBuiltins(run.policy.capabilities, run.policy.now),
		rego.Compiler(run.compiler), rego.Query(name.String()))
	prepared, err := rego.New(options...).PrepareForEval(context.Background())
	if err != nil {
		return nil
	}
	// It has been run before: what matters is what the tracer saw.
	_, _ = prepared.Eval(context.Background(), rego.EvalQueryTracer(tracer))
	if tracer.deepest.expr == nil {
		return nil
	}
	base := tracer.deepest.expr.BaseCogeneratedExpr()
	return &TestFailure{
		File:   base.Location.File,
		Row:    base.Location.Row,
		Col:    base.Location.Col,
		Text:   string(base.Location.Text),
		Values: append(tracer.deepest.values, run.look(tracer.deepest)...),
	}
}

// look evaluates what an expression compares without giving it a name: `data.main.deny == set()`.
func (run *testRun) look(failed failedExpression) []NamedValue {
	var values []NamedValue
	for _, document := range failed.documents {
		// As text: what comes out of an evaluation has no sets any more. In a list, where strings have quotes.
		query := ast.NewBody(&ast.Expr{
			Terms: []*ast.Term{ast.NewTerm(ast.Sprintf.Ref()), ast.StringTerm("%v"), ast.ArrayTerm(ast.ArrayTerm(document)), ast.VarTerm("value")},
			With:  failed.with,
		})
		options := append(hostBuiltins(run.policy.capabilities, run.policy.now),
			rego.Compiler(run.compiler), rego.ParsedQuery(query))
		if failed.input != nil {
			options = append(options, rego.ParsedInput(failed.input.Value))
		}
		name, value := strings.TrimSpace(string(document.Location.Text)), "undefined"
		found, err := rego.New(options...).Eval(context.Background())
		if err != nil {
			continue
		}
		if len(found) > 0 {
			value, _ = found[0].Bindings["value"].(string)
			value = strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
		}
		values = append(values, NamedValue{Name: name, Value: cutText(value, maxValueBytes)})
	}
	return values
}

// failureTracer finds the expression in a test's own body that the evaluation got to and not beyond. What fails within
// the rules that a test calls is part of their work.
type failureTracer struct {
	name     ast.Ref
	testCase []string
	// open is whether the case that is looked for is being evaluated.
	open bool
	// query is the number of the test's body; 0 before it is entered.
	query   uint64
	index   int
	deepest failedExpression
	// within are the queries that the body holds, those of an `every`, and innermost is what failed there last.
	within    map[uint64]bool
	innermost failedExpression
}

// failedExpression is an expression and what is known of its parts.
type failedExpression struct {
	expr   *ast.Expr
	values []NamedValue
	// documents are parts that have no value of their own until they are evaluated, with what replaces what for them.
	documents []*ast.Term
	with      []*ast.With
	input     *ast.Term
}

func (*failureTracer) Enabled() bool { return true }

func (*failureTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{PlugLocalVars: true} }

func (tracer *failureTracer) TraceEvent(event topdown.Event) {
	tracer.place(&event)
	switch event.Op {
	case topdown.TestCaseOp:
		tracer.open = tracer.isWanted(&event)
		if tracer.open {
			tracer.index, tracer.deepest = 0, failedExpression{}
		}
	case topdown.FailOp:
		if expr, ok := event.Node.(*ast.Expr); ok && tracer.open && tracer.query != 0 && expr.Location.HasFile() {
			tracer.failed(&event, expr)
		}
	}
}

// place finds out whether an event is of the test's own. Only of queries that are rules it is told when they begin.
func (tracer *failureTracer) place(event *topdown.Event) {
	if _, known := tracer.within[event.QueryID]; known {
		return
	}
	if rule, isRule := event.Node.(*ast.Rule); !isRule {
		tracer.within[event.QueryID] = tracer.within[event.ParentID]
	} else if testName(rule).Equal(tracer.name) {
		tracer.query, tracer.within[event.QueryID] = event.QueryID, true
	} else {
		tracer.within[event.QueryID] = false
	}
}

func (tracer *failureTracer) failed(event *topdown.Event, expr *ast.Expr) {
	_, isEvery := expr.Terms.(*ast.Every)
	switch {
	case event.QueryID != tracer.query && tracer.within[event.QueryID] && !isEvery:
		tracer.innermost = failedAt(event, expr)
	case event.QueryID != tracer.query || expr.Index < tracer.index:
	case isEvery && tracer.innermost.expr != nil:
		tracer.index, tracer.deepest = expr.Index, tracer.innermost
	default:
		tracer.index, tracer.deepest = expr.Index, failedAt(event, expr)
	}
}

func (tracer *failureTracer) isWanted(event *topdown.Event) bool {
	expr, ok := event.Node.(*ast.Expr)
	if !ok || len(expr.Operands()) == 0 {
		return false
	}
	names, ok := event.Plug(expr.Operand(0)).Value.(*ast.Array)
	if !ok || names.Len() != len(tracer.testCase) {
		return false
	}
	for at, wanted := range tracer.testCase {
		if plain(names.Elem(at)) != wanted {
			return false
		}
	}
	return true
}

// failedAt notes the values of the variables and of what is looked up in an expression, while they are known.
func failedAt(event *topdown.Event, expr *ast.Expr) failedExpression {
	failed := failedExpression{expr: expr, values: []NamedValue{}, input: event.Input()}
	for _, with := range expr.With {
		failed.with = append(failed.with, &ast.With{Target: with.Target, Value: event.Plug(with.Value)})
	}
	seen := map[string]bool{}
	for _, part := range append(expr.CogeneratedExprs(), expr.BaseCogeneratedExpr(), expr) {
		// Without what `with` replaces.
		plain := &ast.Expr{Terms: part.Terms}
		ast.WalkTerms(plain, func(term *ast.Term) bool {
			return failed.note(event, term, seen)
		})
	}
	return failed
}

// note tells whether there is nothing more to know of a term.
func (failed *failedExpression) note(event *topdown.Event, term *ast.Term, seen map[string]bool) bool {
	switch term.Value.(type) {
	case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
		return true
	case ast.Var, ast.Ref:
	default:
		return false
	}
	if term.Location == nil || len(term.Location.Text) == 0 {
		return false
	}
	name := strings.TrimSpace(string(term.Location.Text))
	if seen[name] {
		return true
	}
	value, known := resolved(event, term)
	plugged := event.Plug(term)
	switch document, isRef := plugged.Value.(ast.Ref); {
	case known && name != value:
		failed.values = append(failed.values, NamedValue{Name: name, Value: cutText(value, maxValueBytes)})
	case !known && isRef && document.HasPrefix(ast.DefaultRootRef) && document.IsGround():
		failed.documents = append(failed.documents, ast.NewTerm(document).SetLocation(term.Location))
	default:
		return known
	}
	seen[name] = true
	return true
}

var _ topdown.QueryTracer = (*failureTracer)(nil)
