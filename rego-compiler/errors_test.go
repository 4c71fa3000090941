package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestErrorsHaveACodeAPlaceAndASentence(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{
			"a syntax error", "package a\n\ndeny contains }",
			"policy.parse a.rego:3:15",
		},
		{
			"a malformed METADATA block", "package a\n\n# METADATA\n# title: [\ndeny contains \"x\"",
			"policy.parse a.rego:4:1",
		},
		{
			"a missing comma", "package a\n\ndeny contains {\"msg\": \"x\" \"subject\": \"y\"}",
			"policy.parse a.rego:3:27 unexpected string token: non-terminated object",
		},
		{
			"a missing brace", "package a\n\ndeny contains \"x\" if {\n\tinput.os\n",
			"policy.parse a.rego:5:1 the file ends in the middle of a rule",
		},
		{
			"a tab in METADATA", "package a\n\n# METADATA\n# custom:\n#\tfix: x\ndeny contains \"x\"",
			"policy.parse a.rego:5:1 the METADATA is not YAML: found character that cannot start any token",
		},
		{
			"a misspelt list behind some", "package a\n\ndeny contains p if some p in input.pakages",
			"policy.type a.rego:3:30 undefined ref: input.pakages[_] (did you mean packages?)",
		},
		{
			"an empty module", "# nothing",
			"policy.parse a.rego:1:1 empty module",
		},
		{
			"a misspelt part of the inventory", "package a\n\ndeny contains \"x\" if input.pakages[_]",
			"policy.type a.rego:3:22 undefined ref: input.pakages[_] (did you mean packages?); there is config, layers, os, packages",
		},
		{
			"a misspelt field behind a variable", "package a\n\ndeny contains \"x\" if {\n\tsome p in input.packages\n\tp.nmae == \"curl\"\n}",
			"policy.type a.rego:5:2 undefined ref: p.nmae (did you mean name?); there is introducedIn, licenses, name, version",
		},
		{
			"a misspelt rule of another module", "package a\n\nbad := {\"x\"}\n\ndeny contains \"x\" if data.a.bda[_]",
			"policy.type a.rego:5:22 undefined ref: data.a.bda (did you mean bad?); in data.a there is bad, deny",
		},
		{
			"a wrong argument of sprintf", "package a\n\ndeny contains sprintf(\"%s\", \"x\")",
			"policy.type a.rego:3:15 sprintf: invalid argument(s); have: (string, string, ???); want: (format: string, values: array[any], output: string)",
		},
		{
			"a regular expression that RE2 does not know", "package a\n\ndeny contains \"x\" if regex.match(`(?!a)b`, input.os.id)",
			"policy.type a.rego:3:22 regex.match cannot use this pattern: error parsing regexp: invalid or unsupported Perl syntax: `(?!`",
		},
		{
			"a broken regular expression behind a variable", "package a\n\ndeny contains \"x\" if {\n\tpattern := `(?!a)b`\n\tregex.match(pattern, input.os.id)\n}",
			"policy.type a.rego:5:2 regex.match cannot use this pattern",
		},
		{
			"a broken regular expression behind a rule", "package a\n\npattern := `(?!a)b`\n\ndeny contains \"x\" if regex.match(pattern, input.os.id)",
			"policy.type a.rego:5:22 regex.match cannot use this pattern",
		},
		{
			"a built-in with a network", "package a\n\ndeny contains \"x\" if http.send({})",
			"policy.builtin a.rego:3:22 lumogate does not offer the built-in http.send to rules",
		},
		{
			"a clock", "package a\n\ndeny contains \"x\" if time.now_ns() > 3",
			"policy.builtin a.rego:3:22 lumogate does not offer the built-in time.now_ns to rules",
		},
		{
			"a misspelt built-in", "package a\n\ndeny contains \"x\" if startwith(\"a\", \"b\")",
			"policy.builtin a.rego:3:22 there is no function startwith (did you mean startswith?)",
		},
		{
			"a deprecated built-in", "package a\n\ndeny contains \"x\" if any([true])",
			"policy.builtin a.rego:3:22 deprecated built-in function calls in expression: any",
		},
		{
			"a variable that is not used", "package a\n\ndeny contains \"x\" if y := 1",
			"policy.compile a.rego:3:22 assigned var y unused",
		},
		{
			"an unsafe variable", "package a\n\ndeny contains x if not x",
			"policy.compile a.rego:3:20 var x is unsafe",
		},
		{
			"recursion", "package a\n\ndeny contains \"x\" if deny[_]",
			"policy.compile a.rego:3:1 rule data.a.deny is recursive",
		},
		{
			"a boolean rule", "package a\n\ndeny if true",
			"policy.shape a.rego:3:1 deny is one value, not a set of messages",
		},
		{
			"a constant rule", "package a\n\ndeny := true",
			"policy.shape a.rego:3:1 deny is one value, not a set of messages",
		},
		{
			"a text rule", "package a\n\nwarn_old := \"text\"",
			"policy.shape a.rego:3:1 warn_old is one value, not a set of messages",
		},
		{
			"a text behind a list", "package a\n\nviolation := [\"x\"] if {\n\tinput.os.id == \"a\"\n} else := \"text\"",
			"policy.shape a.rego:3:1 violation is one value, not a set of messages",
		},
		{
			"an object rule", "package a\n\ndeny[\"k\"] := \"v\"",
			"policy.shape a.rego:3:1 deny is an object, not a set of messages",
		},
		{
			"an object of sets", "package a\n\ndeny.k contains \"v\"",
			"policy.shape a.rego:3:1 deny is an object, not a set of messages",
		},
		{
			"a function", "package a\n\nviolation(x) := x",
			"policy.shape a.rego:3:1 violation is a function",
		},
		{
			"a default", "package a\n\ndefault deny := false",
			"policy.shape a.rego:3:9 deny has a default",
		},
		{
			"a rule in capitals", "package a\n\nDeny contains \"x\"",
			"policy.shape a.rego:3:1 Deny looks like a rule, but is none",
		},
		{
			"a name that is nearly a rule's", "package a\n\ndeny__x contains \"x\"",
			"policy.shape a.rego:3:1 deny__x looks like a rule",
		},
		{
			"a rule below the top of its package", "package a\n\nb.deny contains \"x\"",
			"policy.shape a.rego:3:1 b.deny is not at the top",
		},
		{
			"a package in the place of a document", "package config\n\ndeny contains \"x\"",
			"policy.shape a.rego:1:1 the package name config is reserved",
		},
		{
			"no rule", "package a.b\n\nallow := true",
			"policy.no-rules :0:0 the policy has no rule that lumogate evaluates: looked in package a.b",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compile(t, "a.rego", c.text)
			found := places(response.Errors)
			if len(found) == 0 || !strings.HasPrefix(found[0], c.want) {
				t.Errorf("got %q, want %q", found, c.want)
			}
			if len(response.Wasm) > 0 || len(response.Rules) > 0 {
				t.Error("there is a policy all the same")
			}
		})
	}
}

func TestVersion0IsAdvisedToBeRewritten(t *testing.T) {
	response := compile(t, "a.rego", "package a\n\ndeny[msg] {\n\tmsg := \"x\"\n}")
	if response.Errors[0].Code != codeParse || !strings.Contains(response.Errors[0].Hint, "deny contains msg if {") {
		t.Errorf("got %+v", response.Errors)
	}
}

func TestAllErrorsOfAllModulesAreListedInOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("package b\n")
	for range 15 {
		b.WriteString("deny contains \"x\" if input.nope\n")
	}
	b.WriteString("warn := 1\n")
	response := compile(t, "b.rego", b.String(), "a.rego", "package a\ndeny contains \"x\" if http.send({})\n")
	var got []string
	for _, one := range response.Errors {
		got = append(got, fmt.Sprintf("%s:%d", one.File, one.Row))
	}
	// The type checker does not run where a function is missing; shapes are told all the same.
	if !slices.Equal(got, []string{"a.rego:2", "b.rego:17"}) {
		t.Errorf("got %v", got)
	}
	response = compile(t, "b.rego", b.String())
	if len(response.Errors) != 16 {
		t.Errorf("got %d errors: %v", len(response.Errors), places(response.Errors))
	}
}

func TestOneUnreadableModuleFailsAll(t *testing.T) {
	response := compile(t, "a.rego", "package a\ndeny contains \"x\"", "b.rego", "package", "c.rego", "packge c")
	files := map[string]bool{}
	for _, one := range response.Errors {
		files[one.File] = true
	}
	if len(response.Wasm) > 0 || !files["b.rego"] || !files["c.rego"] || files["a.rego"] {
		t.Errorf("got %v", places(response.Errors))
	}
}

func TestTheListOfBuiltinsIsGivenOnce(t *testing.T) {
	response := compile(t, "a.rego", "package a\ndeny contains \"x\" if http.send({})\nwarn contains \"x\" if opa.runtime()\n")
	first, second := response.Errors[0].Hint, response.Errors[1].Hint
	if !strings.Contains(first, "lumogate.version.satisfies") || !strings.Contains(first, "regex.match") || second != "" {
		t.Errorf("got %q and %q", first, second)
	}
	for _, hidden := range []string{"internal.", "http.send", "lumogate.sprintf"} {
		if strings.Contains(first, hidden) {
			t.Errorf("the list has %s", hidden)
		}
	}
}

func TestALineThatOnlyEditorsSee(t *testing.T) {
	hidden := compile(t, "a.rego", "package a\n\n# why\rdeny contains \"x\"\n\ndeny contains \"y\" if false\n")
	if got := strings.Join(places(hidden.Errors), "\n"); !strings.HasPrefix(got, "policy.parse a.rego:3:6 there is a carriage return within a line") {
		t.Errorf("got %q", got)
	}
	compiled(t, "a.rego", "package a\r\n\r\n# why\r\ndeny contains \"x\"\r\n")
}
