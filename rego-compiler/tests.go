package main

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// testRequest is what the command "test" asks besides.
type testRequest struct {
	// Run is a regular expression of RE2; only tests that it finds in `data.<package>.<name>` run. Left out: all.
	Run string `json:"run,omitempty"`
}

// TestReport is what the command "test" answers.
type TestReport struct {
	// Tests are sorted by place.
	Tests []TestResult `json:"tests"`
	// Coverage is of the files that hold rules, sorted by path.
	Coverage []FileCoverage `json:"coverage"`
}

// TestResult is how one test came out.
type TestResult struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	File    string `json:"file"`
	Row     int    `json:"row"`
	// Outcome is "passed", "failed", "error" or, where the name begins with todo_, "todo".
	Outcome    string  `json:"outcome"`
	DurationMs float64 `json:"durationMs"`
	// Output is what print statements wrote.
	Output string `json:"output,omitempty"`
	// Error is why a test neither passed nor failed.
	Error *Error `json:"error,omitempty"`
	// Failure is where a failed one stopped.
	Failure *TestFailure `json:"failure,omitempty"`
	// Cases are those of `test_name[case] if ...`, sorted by name.
	Cases []TestCase `json:"cases,omitempty"`
}

// TestCase is one of the cases of a test.
type TestCase struct {
	Name    string       `json:"name"`
	Passed  bool         `json:"passed"`
	Failure *TestFailure `json:"failure,omitempty"`
}

// isTestFile tells files of tests from those of rules, by OPA's convention.
func isTestFile(path string) bool {
	return strings.HasSuffix(strings.ToLower(path), "_test.rego")
}

// test runs the tests in the modules with OPA's own tester. A built-in that fails is an error of the test, not undefined.
func test(request Request) (Response, error) {
	found, problems, err := interpret(request, func(path string) bool { return !isTestFile(path) })
	if err != nil || len(problems) > 0 {
		return failed(problems), err
	}
	wanted, err := regexp.Compile(request.Run)
	if err != nil {
		message := oneLine(err.Error())
		return failed([]Error{{Code: codeTestFilter, Message: message, Hint: "Tests are picked by a regular expression of RE2's: ^data[.]main[.]test_"}}), nil
	}
	run := newTestRun(found)
	if problems := run.compile(); len(problems) > 0 {
		return failed(problems), nil
	}
	report := TestReport{Tests: []TestResult{}, Coverage: []FileCoverage{}}
	for _, name := range run.names(wanted) {
		began(name.String())
		result, err := run.one(name)
		if err != nil {
			return Response{}, err
		}
		report.Tests = append(report.Tests, result)
	}
	report.Coverage = run.coverage()
	return Response{Rules: []Rule{}, Errors: []Error{}, Tests: &report}, nil
}

// testRun runs tests one by one: the runner would start all of them, and nobody could say which one never ends.
type testRun struct {
	policy   interpreter
	compiler *ast.Compiler
	runner   *tester.Runner
	cover    *cover.Cover
}

func newTestRun(policy interpreter) *testRun {
	run := &testRun{policy: policy, compiler: policy.compiler(), cover: cover.New()}
	var builtins []*tester.Builtin
	for _, option := range hostBuiltins(policy.capabilities, policy.now) {
		builtins = append(builtins, &tester.Builtin{Func: option})
	}
	run.runner = tester.NewRunner().
		SetCompiler(run.compiler).
		SetModules(policy.modules).
		SetParallel(1).
		// Timers do not fire while WebAssembly computes: the host stops what takes too long.
		SetTimeout(24 * time.Hour).
		RaiseBuiltinErrors(true).
		AddCustomBuiltins(builtins).
		SetCoverageRuns(nil).
		SetCoverageQueryTracer(run.cover)
	return run
}

// nothing is a name that no test has.
var nothing = ast.Ref{ast.DefaultRootDocument, ast.StringTerm("")}

// compile has the runner compile the modules, in the way that it wants them, and run none of the tests.
func (run *testRun) compile() []Error {
	results, err := run.runner.SetPrefixMatchers(nothing).RunTests(context.Background(), nil)
	if err != nil {
		var found ast.Errors
		if errors.As(err, &found) {
			return compileErrors(found, run.policy.capabilities)
		}
		return []Error{{Code: codeCompile, Message: oneLine(err.Error())}}
	}
	for range results {
	}
	run.runner.SetModules(nil)
	return nil
}

// names lists the tests, sorted by place. OPA's tester has given those that share a name numbers.
func (run *testRun) names(wanted *regexp.Regexp) []ast.Ref {
	var rules []*ast.Rule
	seen := map[string]bool{}
	for _, path := range sortedKeys(run.compiler.Modules) {
		for _, rule := range run.compiler.Modules[path].Rules {
			name := testName(rule)
			if name != nil && wanted.MatchString(name.String()) && !seen[name.String()] {
				seen[name.String()] = true
				rules = append(rules, rule)
			}
		}
	}
	slices.SortStableFunc(rules, func(a, b *ast.Rule) int {
		return cmp.Or(cmp.Compare(a.Location.File, b.Location.File), cmp.Compare(a.Location.Row, b.Location.Row))
	})
	names := make([]ast.Ref, 0, len(rules))
	for _, rule := range rules {
		names = append(names, testName(rule))
	}
	return names
}

// testName is data.<package>.<name> of a test; nil for other rules.
func testName(rule *ast.Rule) ast.Ref {
	name := rule.Module.Package.Path
	for _, element := range rule.Head.Ref().GroundPrefix() {
		text := plain(element)
		name = name.Append(ast.StringTerm(text))
		if strings.HasPrefix(text, tester.TestPrefix) || strings.HasPrefix(text, tester.SkipTestPrefix) {
			return name
		}
	}
	return nil
}

func (run *testRun) one(name ast.Ref) (TestResult, error) {
	results, err := run.runner.SetPrefixMatchers(name).RunTests(context.Background(), nil)
	if err != nil {
		return TestResult{}, err
	}
	var described TestResult
	for result := range results {
		described = run.describe(name, result)
	}
	return described, nil
}

func (run *testRun) describe(name ast.Ref, result *tester.Result) TestResult {
	described := TestResult{
		Package:    strings.TrimPrefix(result.Package, "data."),
		Name:       result.Name,
		File:       result.Location.File,
		Row:        result.Location.Row,
		Outcome:    "passed",
		DurationMs: float64(result.Duration.Microseconds()) / 1000,
		Output:     string(result.Output),
	}
	switch {
	case result.Skip:
		described.Outcome = "todo"
	case result.Error != nil:
		described.Outcome = "error"
		described.Error = evaluationError(result.Error)
	case result.Fail:
		described.Outcome = "failed"
		described.Failure = run.failure(name, nil)
	}
	for path, one := range result.SubResults.Iter {
		if len(one.SubResults) > 0 {
			continue
		}
		found := TestCase{Name: strings.Join(path, " / "), Passed: !one.Fail}
		if one.Fail {
			found.Failure = run.failure(name, path)
		}
		described.Cases = append(described.Cases, found)
	}
	if len(described.Cases) > 0 {
		described.Failure = nil
	}
	return described
}

// evaluationError is what ended an evaluation, with its place where OPA tells it.
func evaluationError(err error) *Error {
	found := Error{Code: codeEvaluation, Message: oneLine(err.Error())}
	var known *topdown.Error
	if errors.As(err, &known) {
		found.Message = oneLine(known.Message)
		if known.Code == topdown.BuiltinErr {
			found.Code = codeBuiltinFailed
		}
		if known.Location != nil {
			found.File, found.Row, found.Col = known.Location.File, known.Location.Row, known.Location.Col
		}
	}
	return &found
}
