package main

import (
	"strings"
	"testing"
)

func checked(t *testing.T, texts ...string) Response {
	t.Helper()
	request := requestOf(texts...)
	request.Command = "check"
	response, err := answer(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestWhatCompilesAndIsHardlyMeant(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"nothing", `some p in input.packages; p.name != "x"; sprintf("%s %d%%", [p.name, 1]) == ""`, ""},
		{"a format that wants more", `sprintf("%s %s", [input.os.id]) == "x"`, "lint.sprintf-arguments a.rego:6:1 the format wants 2 values, and the list has 1"},
		{"a format that wants less", `sprintf("x", [input.os.id]) == "x"`, "lint.sprintf-arguments a.rego:6:1 the format wants 0 values, and the list has 1"},
		{"a format with a width", `sprintf("%-*d|%5.2f|%+v", [3, 1, 2, 3]) == "x"`, ""},
		{"a format with numbers", `sprintf("%[1]s %[1]s", [input.os.id]) == "x"`, ""},
		{"a format that is not known", `sprintf(data.config.format, [1]) == "x"`, ""},
		{"a format in an assignment", "x := sprintf(\"%d\", [1, 2])\nx == \"\"", "lint.sprintf-arguments a.rego:6:6 the format wants 1 value, and the list has 2"},
		{"a format in a comprehension", `count({sprintf("%d", []) | true}) > 0`, "lint.sprintf-arguments a.rego:6:8 the format wants 1 value, and the list has 0"},
		{"any that differs", `input.packages[_].name != "x"`, "lint.not-equal-any a.rego:6:1 input.packages[_].name != ... is true as soon as one element differs"},
		{"one that is named", `some i; input.packages[i].name != "x"`, ""},
		{"versions in the order of texts", `some p in input.packages; p.version < "1.10"`, "lint.version-order a.rego:6:27 p.version is a text, and as texts 1.10 comes before 1.9"},
		{"versions from the other side", `some p in input.packages; "1.10" >= p.version`, "lint.version-order a.rego:6:27 p.version is a text, and as texts 1.10 comes before 1.9"},
		{"a number", `some l in input.layers; l.index < 5`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := checked(t, "a.rego", "# METADATA\n# title: x\npackage a\n\ndeny contains \"x\" if {\n"+c.body+"\n}")
			if len(response.Errors) > 0 {
				t.Fatal(places(response.Errors))
			}
			if got := strings.Join(places(response.Warnings), "\n"); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestWarningsAboutAModule(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"no title", "package a\n\ndeny contains \"x\"", "lint.no-title a.rego:3:1 the rule a has no title"},
		{"a test", "# METADATA\n# title: x\npackage a\n\ndeny contains \"x\"\n\ntest_it if true", "lint.test-among-rules a.rego:7:1 test_it looks like a test, and stands among rules"},
		{"an empty block", "# METADATA\n# title: x\npackage a\n\n# METADATA\n# authors: [me]\ndeny contains \"x\"", "lint.metadata-empty a.rego:5:1 the METADATA documents nothing: it has no title, no description and nothing of one's own"},
		{"a block that ends too soon", "# METADATA\n# title: x\n\n# custom:\n#   fix: y\npackage a\n\ndeny contains \"x\"", "lint.metadata-lost a.rego:4:1 \"custom:\" looks like METADATA, and is in no block of it"},
		{"a block in small letters", "# METADATA\n# title: x\npackage a\n\n# metadata\n# fix: x\ndeny contains \"x\"", "lint.metadata-lost a.rego:5:1 \"metadata\" looks like METADATA, and is in no block of it"},
		{"prose", "# METADATA\n# title: x\npackage a\n\n# title and description are not meant\n# Description of it\ndeny contains \"x\"", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(places(checked(t, "a.rego", c.text).Warnings), "\n"); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestBrokenTestsAreFound(t *testing.T) {
	const rules = "# METADATA\n# title: x\npackage a\n\ndeny contains \"x\" if input.os.id == \"x\"\n"
	cases := []struct{ name, rules, tests, want string }{
		{"a sound test", rules, "package a_test\n\nimport data.a\nimport data.b\n\ntest_it if count(a.deny) == 0 with input as 7", ""},
		{"a test that does not parse", rules, "package a_test\n\ntest_it if {", "policy.parse a_test.rego:3"},
		{"a test of an unknown function", rules, "package a_test\n\ntest_it if no_such(1)", "policy.builtin a_test.rego:3:12"},
		{"a test of broken rules", "package a\n\ndeny := 1", "package a_test\n\nimport data.a\n\ntest_it if a.deny", "policy.shape a.rego:3:1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(places(checked(t, "a.rego", c.rules, "a_test.rego", c.tests).Errors), "\n")
			if !strings.HasPrefix(got, c.want) || (c.want == "") != (got == "") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestRegoV0IsJudgedAsConftestJudgesIt(t *testing.T) {
	const text = `package main

import data.unused
import input.os as system
import input.os as system_too

name = system.id

violation[{"msg": msg, "details": {}}] {
	input.packages[_].name == "x"
	msg := sprintf("%v", [any([true]), re_match("a", "b")])
	unused := 1
}

deny[msg] {
	not name
	msg = "x"
}

warn_old[msg] {
	msg := system_too.id
}
`
	request := requestOf("a.rego", text)
	request.Command, request.Modules[0].RegoVersion = "check", "v0"
	response, err := answer(request)
	if err != nil || len(response.Errors) > 0 {
		t.Fatal(err, places(response.Errors))
	}
	var codes []string
	for _, warning := range response.Warnings {
		codes = append(codes, warning.Code)
	}
	if got := strings.Join(codes, " "); !strings.Contains(got, "lint.strict") || !strings.Contains(got, "lint.no-title") {
		t.Errorf("got %s", got)
	}
	request.Modules[0].RegoVersion = "v1"
	if response, err = answer(request); err != nil || !strings.Contains(response.Errors[0].Hint, "rego: v0") {
		t.Errorf("got %v %v", err, response.Errors)
	}
}

func TestARuleInAFileOfTestsIsAnError(t *testing.T) {
	response := checked(t, "a.rego", "package a\n\ndeny contains \"x\"", "a_test.rego", "package a\n\ndeny contains \"y\"\n\ntest_a if count(deny) == 2")
	want := "policy.shape a_test.rego:3:1 deny stands in a file of tests, and judges nothing"
	if got := strings.Join(places(response.Errors), "\n"); !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
}
