package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

const testedRules = `package a

deny contains msg if {
	some p in input.packages
	p.name == "telnet"
	msg := sprintf("no %s", [p.name])
}

names := {p.name |
	some p in input.packages
	startswith(p.name, "x")
}
`

// tested runs tests over testedRules.
func tested(t *testing.T, text string) Response {
	t.Helper()
	response, err := answer(Request{
		Command:            "test",
		Schema:             []byte(schema),
		HostBuiltins:       []HostBuiltin{satisfies},
		interpretedRequest: interpretedRequest{NowNs: "1700000000000000000"},
		Modules:            []Source{{Path: "a.rego", Text: testedRules}, {Path: "a_test.rego", Text: "package a_test\n\nimport data.a\n\n" + text}},
	})
	if err != nil {
		t.Fatalf("the request was refused: %v", err)
	}
	return response
}

func oneTest(t *testing.T, text string) TestResult {
	t.Helper()
	response := tested(t, text)
	if len(response.Errors) > 0 || len(response.Tests.Tests) != 1 {
		t.Fatalf("expected one test, got %v and %+v", places(response.Errors), response.Tests)
	}
	return response.Tests.Tests[0]
}

func TestFailuresTellWhereAndWhatWasThere(t *testing.T) {
	with := ` with input as {"packages": [{"name": "telnet"}]}`
	for title, each := range map[string]struct{ text, expected string }{
		"a rule compared with what it is not": {"test_x if a.deny == set()" + with, `6 a.deny == set()` + with + ` | a.deny = {"no telnet"}`},
		"a variable":                          {"test_x if {\n\tgot := 1\n\tgot == 2\n}", `8 got == 2 | got = 1`},
		"the body of every, not its head":     {"test_x if {\n\tevery x in [1, 2, 3] { x < 3 }\n}", `7 x < 3 | x = 3`},
		"the test's own, not its rules'":      {"test_x if count(a.deny) == 1" + ` with input as {"packages": [{"name": "b"}]}`, `6 count(a.deny) == 1 with input as {"packages": [{"name": "b"}]} | a.deny = set() | count(a.deny) = 0`},
	} {
		t.Run(title, func(t *testing.T) {
			failure := oneTest(t, "# A comment.\n"+each.text).Failure
			if failure == nil {
				t.Fatal("it says nothing")
			}
			said := fmt.Sprintf("%d %s", failure.Row, failure.Text)
			for _, value := range failure.Values {
				said += " | " + value.Name + " = " + value.Value
			}
			if said != each.expected {
				t.Errorf("expected %s\ngot %s", each.expected, said)
			}
		})
	}
}

func TestCasesAreToldOneByOne(t *testing.T) {
	result := oneTest(t, `test_x[name] if {
	some name, one in {"good": {"n": 1}, "bad": {"n": 2}}
	one.n == 1
}`)
	if result.Outcome != "failed" || len(result.Cases) != 2 || result.Cases[0].Passed || !result.Cases[1].Passed {
		t.Fatalf("unexpected: %+v", result)
	}
	if value := result.Cases[0].Failure.Values[0]; value != (NamedValue{Name: "one.n", Value: "2"}) {
		t.Errorf("the failing case had %v", value)
	}
}

func TestABuiltinThatFailsIsNoUndefined(t *testing.T) {
	for _, call := range []string{`to_number("x")`, `lumogate.version.satisfies("deb", "1")`} {
		result := oneTest(t, "test_x if not "+call)
		if result.Outcome != "error" || result.Error.Code != codeBuiltinFailed || result.Error.Row != 5 {
			t.Errorf("%s: %+v", call, result)
		}
	}
}

func TestTestsHaveNumbersWhereTheyShareAName(t *testing.T) {
	response := tested(t, "test_x if true\n\ntest_x if false\n\ntodo_test_y if false")
	var outcomes []string
	for _, one := range response.Tests.Tests {
		outcomes = append(outcomes, one.Name+" "+one.Outcome)
	}
	if !slices.Equal(outcomes, []string{"test_x passed", "test_x#01 failed", "todo_test_y todo"}) {
		t.Errorf("got %v", outcomes)
	}
}

func TestCoverageMissesTheBodyOfAComprehensionThatRanOverNothing(t *testing.T) {
	response := tested(t, `test_x if {
	count(a.names) == 0 with input as {"packages": []}
	count(a.deny) == 0 with input as {"packages": [{"name": "b"}]}
}`)
	coverage := response.Tests.Coverage[0]
	if len(response.Tests.Coverage) != 1 || fmt.Sprint(coverage.Missed) != "[[3 3] [6 6] [11 11]]" {
		t.Errorf("got %+v", response.Tests.Coverage)
	}
}

func TestRulesAreHeldAgainstTheSchemaBeforeTheyAreTested(t *testing.T) {
	response, err := answer(Request{
		Command:            "test",
		Schema:             []byte(schema),
		interpretedRequest: interpretedRequest{NowNs: "0"},
		Modules:            []Source{{Path: "a.rego", Text: "package a\n\ndeny contains \"x\" if input.pakages"}, {Path: "a_test.rego", Text: "package b\n\ntest_x if true"}},
	})
	if err != nil || len(response.Errors) != 1 || response.Errors[0].Code != codeType || response.Tests != nil {
		t.Errorf("got %v, %v", places(response.Errors), err)
	}
}

func TestAPatternForNamesThatIsNone(t *testing.T) {
	response, err := answer(Request{Command: "test", testRequest: testRequest{Run: "("}, interpretedRequest: interpretedRequest{NowNs: "0"}})
	if err != nil || len(response.Errors) != 1 || response.Errors[0].Code != codeTestFilter {
		t.Errorf("got %v, %v", places(response.Errors), err)
	}
}

func formatted(t *testing.T, version, text string) Response {
	t.Helper()
	response, err := answer(Request{Command: "fmt", Modules: []Source{{Path: "a.rego", Text: text, RegoVersion: version}}})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestFormatTurnsV0IntoV1(t *testing.T) {
	response := formatted(t, "v0", "package a\nimport future.keywords.in\ndeny[msg] { msg := \"x\" }")
	if len(response.Formatted) != 1 || response.Formatted[0].Text != "package a\n\ndeny contains msg if msg := \"x\"\n" {
		t.Errorf("got %+v, %v", response.Formatted, places(response.Errors))
	}
}

func TestFormatGivesNothingWhereOneFileDoesNotParse(t *testing.T) {
	response := formatted(t, "v1", "package a\ndeny[msg] { msg := \"x\" }")
	if len(response.Formatted) != 0 || len(response.Errors) == 0 || response.Errors[0].Code != codeParse {
		t.Errorf("got %+v, %v", response.Formatted, places(response.Errors))
	}
}

func TestExplainCountsAndShowsWhatDidNotHold(t *testing.T) {
	response, err := answer(Request{
		Command:            "explain",
		Schema:             []byte(schema),
		interpretedRequest: interpretedRequest{NowNs: "0"},
		explainRequest: explainRequest{
			Explain: []string{"a/deny"},
			Input:   []byte(`{"packages": [{"name": "b"}, {"name": "c"}]}`),
			Data:    []byte(`{"settings": {}, "config": {}, "active": {}}`),
		},
		Modules: []Source{{Path: "a.rego", Text: testedRules}},
	})
	if err != nil || len(response.Errors) > 0 {
		t.Fatalf("%v, %v", err, places(response.Errors))
	}
	clause := response.Explanation.Clauses[0]
	var steps []string
	for _, step := range clause.Steps {
		steps = append(steps, fmt.Sprintf("%d %d/%d %v", step.Row, step.Held, step.Tried, step.Seen))
	}
	expected := `4 2/1 [], 5 0/2 [[{p.name "b"}] [{p.name "c"}]]`
	if clause.Held != 0 || !clause.Asked || strings.Join(steps, ", ") != expected {
		t.Errorf("got %+v", clause)
	}
	if reads := fmt.Sprint(response.Explanation.Reads); reads != `[{input.packages [{"name": "b"}, {"name": "c"}]}]` {
		t.Errorf("read %s", reads)
	}
}

func TestRegoTextOfAnyValueIsReadBack(t *testing.T) {
	for _, text := range []string{`null`, `{1, {2: set()}, "\u0001\"\u200b😀"}`, `{"a": [1e400, -0.10, {}], [1]: {"b"}}`, `9007199254740993`} {
		value := oneTestValue(t, text)
		if again := oneTestValue(t, value); again != value {
			t.Errorf("%s became %s", value, again)
		}
	}
}

func oneTestValue(t *testing.T, text string) string {
	t.Helper()
	term, err := ast.ParseTerm(text)
	if err != nil {
		t.Fatal(err)
	}
	written, err := regoText(term.Value)
	if err != nil {
		t.Fatal(err)
	}
	return written
}
