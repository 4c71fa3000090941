package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestWhatMayBeOfAWrongTypeIsChecked(t *testing.T) {
	cases := []struct {
		name, body string
		want       bool
	}{
		{"a property of the inventory", `startswith(input.os.id, "a")`, false},
		{"a property of an item", `some p in input.packages; startswith(p.name, "a")`, false},
		{"a property of an item of every", `every p in input.packages { startswith(p.name, "a") }`, false},
		{"a property of an item, by its key", `every i, p in input.packages { count(p.licenses) + i > 1 }`, false},
		{"an item in a comprehension", `count([n | some p in input.packages; n := lower(p.name)]) > 1`, false},
		{"an item in two", `count([n | some p in input.packages; n := [upper(l) | some l in p.licenses]]) > 1`, false},
		{"a result", `count(split(lower(input.os.id), "a")) - 1 > 2`, false},
		{"a list of results", `concat(",", [lower(input.os.id), "b"]) == "a"`, false},
		{"two sets", `{p.name | some p in input.packages} - {"a"} == {"b"}`, false},
		{"a rule", `startswith(data.lib.id, "a")`, false},
		{"a function's result", `data.lib.next(1) * 2 > 1`, false},
		{"what takes anything", `data.config.x > 1; is_number(data.config.x); data.config.x in data.config.y`, false},
		{"the configuration", `startswith(data.config.x, "a")`, true},
		{"settings", `count(data.settings.a.x) > 3`, true},
		{"an operator", `data.config.x - 1 > 3`, true},
		{"behind not", `not startswith(data.config.x, "a")`, true},
		{"in every", `every x in data.config.x { startswith(x, "a") }`, true},
		{"in a comprehension", `count([n | some x in data.config.x; n := lower(x)]) > 1`, true},
		{"an item of a list", `concat(",", ["a", data.config.x]) == "a"`, true},
		{"parsed text", `lower(json.unmarshal(input.os.id).a) == "x"`, true},
		{"a number or a set", `count(input.packages) - {data.config.x} == 1`, true},
		{"a value of which there are two types", `some x in ["a", 1]; startswith(x, "a")`, true},
		{"a function's argument", `data.lib.starts(input.os.id)`, true},
		{"a function's argument, in a pattern", `data.lib.starts_with([input.os.id, 1])`, true},
		{"a function's argument behind else", `data.lib.starts_else(input.os.id)`, true},
		{"an argument that is asked not to be a text", `data.lib.starts_not(input.os.id)`, true},
		{"a constant pattern", "regex.match(`^a$`, data.config.x)", false},
		{"a rule under another input", `data.lib.long with input as {"os": {"id": 1}}`, true},
		{"what a schema in METADATA says", `data.schema.long`, true},
	}
	// libs are what the bodies call, each in a module of its own.
	libs := map[string]string{
		"data.lib.next":         "package lib\n\nnext(_) := count(input.packages)\n",
		"data.lib.starts(":      "package lib\n\nstarts(x) if startswith(x, \"a\")\n",
		"data.lib.starts_with(": "package lib\n\nstarts_with([x, _]) if startswith(x, \"a\")\n",
		"data.lib.starts_else(": "package lib\n\nstarts_else(x) if {\n\tx == 1\n} else if startswith(x, \"a\")\n",
		"data.lib.starts_not(":  "package lib\n\nstarts_not(x) if {\n\tnot x == \"b\"\n\tstartswith(x, \"a\")\n}\n",
		"data.lib.long":         "package lib\n\nlong if count(input.os.id) > 3\n",
		"data.lib.id":           "package lib\n\nid := input.os.id\n",
		"data.schema.long":      "package schema\n\n# METADATA\n# schemas:\n#   - data.config.x: {type: string}\nlong if count(data.config.x) > 3\n",
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			texts := []string{"a.rego", "package a\n\ndeny contains \"x\" if { " + c.body + " }"}
			for call, text := range libs {
				if strings.Contains(c.body, call) {
					texts = append(texts, "lib.rego", text)
				}
			}
			response := compiledWithHost(t, texts...)
			if got := bytes.Contains(response.Wasm, []byte(operandCheck.Name)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWrongTypesAreUndefinedForRulesOfOtherPrograms(t *testing.T) {
	request := requestOf("a.rego", "package a\n\ndeny contains \"x\" if startswith(input.os.id, \"a\")")
	request.Schema = nil
	for _, lenient := range []bool{false, true} {
		request.Lenient = lenient
		response, err := build(request)
		if err != nil || bytes.Contains(response.Wasm, []byte(operandCheck.Name)) == lenient {
			t.Error(lenient, err, places(response.Errors))
		}
	}
}
