package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// opaBuiltins stand for those that lumogate's host answers.
var opaBuiltins = []string{"time.now_ns", "regex.replace", "regex.match", "to_number", "json.patch", "json.unmarshal", "sprintf",
	"strings.render_template", "time.parse_ns", "net.cidr_contains", "div"}

// asked lists the functions that a module asks its host for, in the order of their names.
func asked(wasm []byte) []string {
	var names []string
	for _, name := range regexp.MustCompile(`lumogate\.(?:host|bare)\.[a-z0-9_.]+`).FindAll(wasm, -1) {
		names = append(names, strings.TrimPrefix(string(name), "lumogate."))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func compiledWithHost(t *testing.T, texts ...string) Response {
	t.Helper()
	request := requestOf(texts...)
	request.OpaBuiltins = opaBuiltins
	response, err := build(request)
	if err != nil || len(response.Errors) > 0 {
		t.Fatal(err, places(response.Errors))
	}
	return response
}

func TestWhatCanFailAsksTheHost(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"a pattern that is no constant", `regex.match(input.os.id, "x")`, "host.regex.match"},
		{"a constant pattern", "regex.match(`^a+$`, input.os.id)", ""},
		{"a constant pattern with a name", "p := `^a+$`; regex.match(p, input.os.id)", ""},
		{"a pattern that is not a constant", "some p in input.packages; not p.version == `a`; v := p.version; not v == `a`; regex.match(v, `x`)", "host.regex.match"},
		{"a pattern that is a constant elsewhere", "some p in input.packages; v := p.version; count([1 | v == `a`]) == 0; regex.match(v, `x`)", "host.regex.match"},
		{"a pattern that is a constant around it", "p := `^a+$`; every o in input.packages { regex.match(p, o.name) }", ""},
		{"a constant rule", "regex.match(data.lib.pattern, input.os.id)", ""},
		{"a constant rule that is replaced", "data.lib.matches with data.lib.pattern as input.os.id", "host.regex.match"},
		{"a pattern with names of groups", "regex.match(`(?P<x>a)`, input.os.id)", "host.regex.match"},
		{"a pattern from a list", `some p in ["a", "b"]; regex.match(p, input.os.id)`, "host.regex.match"},
		{"a pattern with a zero byte", `regex.match("a\u0000b", input.os.id)`, "host.regex.match"},
		{"a glob of stars", `glob.match("a*", ["/"], input.os.id)`, ""},
		{"a glob with more", `glob.match("a{b,c}", ["/"], input.os.id)`, "host.glob.match"},
		{"a quotient", `1 / count(input.packages) > 1`, "host.div"},
		{"a quotient by a constant", `count(input.packages) / 2 > 1`, ""},
		{"a quotient by nought", `count(input.packages) / 0 > 1`, "host.div"},
		{"a remainder", `count(input.packages) % 2 == 1`, "host.rem"},
		{"a number of a text", `to_number(input.os.id) > 1`, "host.to_number"},
		{"a function that the module has not", `time.now_ns() > 1`, "host.time.now_ns"},
		{"a part", `substring(input.os.id, 1, -1) == "x"`, ""},
		{"a part from a place that is computed", `substring(input.os.id, count(input.packages), -1) == "x"`, "host.substring"},
		{"a negation", `not 1 / count(input.packages) == 1`, "host.div"},
		{"in a comprehension", `count([x | some p in input.packages; x := to_number(p.version)]) > 1`, "host.to_number"},
		{"in a comprehension's head", `count({to_number(p.version) | some p in input.packages}) > 1`, "host.to_number"},
		{"in every", `every p in input.packages { to_number(p.version) > 1 }`, "host.to_number"},
		{"in the domain of every", `every x in json.unmarshal(input.os.id) { x > 1 }`, "host.json.unmarshal"},
		{"in a template", `$"{to_number(input.os.id)}" == "x"`, "host.to_number"},
		{"in a replaced document", `data.lib.by_else with input.os.id as to_number("x")`, "host.to_number"},
		{"in an else", `data.lib.by_else`, "host.to_number"},
		{"in a function's value", `data.lib.f(1) > 1`, "host.to_number"},
		{"in a default", `data.lib.by_default`, "host.to_number"},
		{"in what is put in another's place", `count("x") > 1 with count as to_number`, "bare.to_number"},
		{"what is replaced by a function", `data.lib.f("1") > 1 with to_number as data.lib.g; data.lib.f("2") > 1`, "bare.to_number"},
		{"what is replaced by a value", `data.lib.f("1") > 1 with time.now_ns as 5`, "host.to_number"},
	}
	const lib = `package lib

by_else if {
	false
} else if {
	to_number("1") > 1
}

f(x) := to_number(x)

g(_) := 7

pattern := "^a+$"

matches if regex.match(pattern, input.os.id)

default by_default := false

by_default if to_number(input.os.id)
`
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compiledWithHost(t, "a.rego", "package a\n\ndeny contains \"x\" if { "+c.body+" }", "lib.rego", lib)
			if got := strings.Join(asked(response.Wasm), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestACallOfTheHostSaysItsPlace(t *testing.T) {
	wasm := compiledWithHost(t, "policy/a.rego", "package a\n\ndeny contains \"x\" if {\n\tcount(\n\t\t[to_number(input.os.id)],\n\t) > 1\n}").Wasm
	if !bytes.Contains(wasm, []byte("policy/a.rego:5\x00")) {
		t.Error("the place is not in the module")
	}
}

func TestAPackageOfOurOwnIsReserved(t *testing.T) {
	response := compile(t, "a.rego", "package lumogate_strict\n\ndeny contains \"x\"")
	if len(response.Errors) != 1 || response.Errors[0].Code != codeShape {
		t.Errorf("got %v", places(response.Errors))
	}
}
