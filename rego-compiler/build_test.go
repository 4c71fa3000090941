package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const usual = `package a

import data.own

deny contains sprintf("%s is %q", [p.name, p.version]) if {
	some p in input.packages
	print("looking at", p)
	lumogate.version.satisfies(p.version, ">= 1")
}

warn contains own.sprintf("x", [])
`

const ownSprintf = `package own

sprintf(format, _) := upper(format)
`

func TestSprintfIsTheHosts(t *testing.T) {
	wasm := compiled(t, "a.rego", usual, "own.rego", ownSprintf).Wasm
	for _, name := range []string{"\x00lumogate.host.sprintf\x00", "\x00lumogate.host.lumogate.version.satisfies\x00"} {
		if !bytes.Contains(wasm, []byte(name)) {
			t.Errorf("the module does not ask its host for %q", name)
		}
	}
	for _, name := range []string{"\x00sprintf\x00", "\x00print\x00", "\x00internal.print\x00"} {
		if bytes.Contains(wasm, []byte(name)) {
			t.Errorf("the module asks its host for %q", name)
		}
	}
}

func TestAnOwnSprintfIsLeftAlone(t *testing.T) {
	wasm := compiled(t, "a.rego", "package a\n\nsprintf(format, _) := upper(format)\n\ndeny contains sprintf(\"x\", [])\n").Wasm
	if bytes.Contains(wasm, []byte("host.sprintf")) {
		t.Error("a function of the policy's is answered by the host")
	}
}

func TestTheSamePolicyGivesTheSameBytes(t *testing.T) {
	first := compiled(t, "a.rego", usual, "own.rego", ownSprintf)
	second := compiled(t, "own.rego", ownSprintf, "a.rego", usual)
	if !bytes.Equal(first.Wasm, second.Wasm) {
		t.Error("two compilations differ")
	}
}

func TestMalformedRequestsAreRefused(t *testing.T) {
	cases := map[string]string{
		"not JSON":                                  `{`,
		"an unknown command":                        `{"command": "format"}`,
		"an empty schema":                           `{"command": "build", "schema": {}, "modules": []}`,
		"two modules of one path":                   `{"command": "build", "schema": {"type": "object"}, "modules": [{"path": "a", "text": "package a"}, {"path": "a", "text": "package b"}]}`,
		"a host built-in of OPA's":                  `{"command": "build", "schema": {"type": "object"}, "hostBuiltins": [{"name": "count", "args": [], "result": "any"}]}`,
		"an unknown type":                           `{"command": "build", "schema": {"type": "object"}, "hostBuiltins": [{"name": "x.y", "args": ["text"], "result": "any"}]}`,
		"a call that WebAssembly has no import for": `{"command": "build", "schema": {"type": "object"}, "hostBuiltins": [{"name": "x.y", "args": ["any", "any", "any", "any", "any"], "result": "any"}]}`,
	}
	for name, request := range cases {
		t.Run(name, func(t *testing.T) {
			var answered bytes.Buffer
			if err := run(strings.NewReader(request), &answered); err == nil {
				t.Errorf("answered %s", answered.String())
			}
		})
	}
}

func TestAnAnswerListsRulesAndErrorsAlways(t *testing.T) {
	var answered bytes.Buffer
	request := `{"command": "build", "schema": {"type": "object"}, "modules": []}`
	if err := run(strings.NewReader(request), &answered); err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(answered.Bytes(), &fields); err != nil {
		t.Fatal(err)
	}
	if string(fields["rules"]) != "[]" || !strings.Contains(string(fields["errors"]), codeNoRules) {
		t.Errorf("got %s", answered.String())
	}
}
