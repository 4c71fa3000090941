package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatARuleNeedsOfTheConfiguration(t *testing.T) {
	const lib = `package lib

limit := data.config.limits.one

default usual := 1

usual := data.config.usual

by_else := data.config.first if {
	true
} else := data.config.second

optional := 5 if not data.config.maybe

optional := data.config.maybe

f(x) := data.config.f[x]

whole := data.config

part := whole.part

of(c) := c.given

of_two(c, key) := of(c.inner) if key

lenient(c) := 1 if not c.maybe
`
	cases := []struct{ name, body, want string }{
		{"nothing", `input.os.id == "x"`, ""},
		{"a name", `input.os.id == data.config.a`, "a@a.rego:4"},
		{"a path", `input.os.id == data.config.a.b["c d"]`, "a.b.c d@a.rego:4"},
		{"a list", `input.os.id in data.config.list`, "list@a.rego:4"},
		{"an element", `input.os.id == data.config.list[0].name`, "list@a.rego:4"},
		{"each element", `some x in data.config.list; x.name == input.os.id`, "list@a.rego:4"},
		{"a key that is computed", `data.config.limits[input.os.id] > 1`, "limits@a.rego:4"},
		{"all is computed", `data.config[input.os.id] > 1`, ""},
		{"the whole", `count(data.config) > 1`, ""},
		{"object.get", `object.get(data.config, "a", 1) > 1`, ""},
		{"object.get of a part", `object.get(data.config.a, "b", 1) > 1`, "a@a.rego:4"},
		{"a negation of a use", `not input.os.id in data.config.list`, "list@a.rego:4"},
		{"a comprehension", `count([x | some x in data.config.list]) > 1`, "list@a.rego:4"},
		{"every", `every x in data.config.list { x != input.os.id }`, "list@a.rego:4"},
		{"a template", `$"{data.config.a}" == input.os.id`, "a@a.rego:4"},
		{"a rule", `data.lib.limit > 1`, "limits.one@lib.rego:3"},
		{"a function", `data.lib.f(1) > 1`, "f@lib.rego:17"},
		{"a question", `not data.config.a`, "a?@a.rego:4"},
		{"a question in another clause", `data.lib.optional > 1`, "maybe?@lib.rego:13"},
		{"a default", `data.lib.usual > 1`, "usual?@lib.rego:7"},
		{"an else", `data.lib.by_else > 1`, "first?@lib.rego:9 second@lib.rego:11"},
		{"a replacement", `data.lib.limit > 1 with data.config.limits.one as 3`, "limits.one?@a.rego:4"},
		{"another name for all", `c := data.config; c.a.b > 1`, "a.b@a.rego:4"},
		{"another name for a part", `c := data.config.a; d := c.b; d.c > 1`, "a@a.rego:4 a.b@a.rego:4 a.b.c@a.rego:4"},
		{"another name within a comprehension", `c := data.config; count([x | some x in c.list]) > 1`, "list@a.rego:4"},
		{"a rule for all", `data.lib.whole.a > 1`, "a@a.rego:4"},
		{"a rule for a part", `data.lib.part.a > 1`, "part@lib.rego:21 part.a@a.rego:4"},
		{"a function that is given all", `data.lib.of(data.config) > 1`, "given@lib.rego:23"},
		{"a function that hands on a part", `c := data.lib.whole; data.lib.of_two(c, true) > 1`, "inner@lib.rego:25 inner.given@lib.rego:23"},
		{"a function that asks", `data.lib.lenient(data.config) > 0`, "maybe?@lib.rego:27"},
		{"two of them", `data.config.b > data.config.a; data.config.a > 0`, "a@a.rego:4 b@a.rego:4"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compiled(t, "a.rego", "package a\n\ndeny contains \"x\" if {\n"+c.body+"\n}", "lib.rego", lib)
			var got []string
			for _, ref := range response.Rules[0].DataRefs {
				optional := ""
				if ref.Optional {
					optional = "?"
				}
				got = append(got, fmt.Sprintf("%s%s@%s:%d", strings.Join(ref.Path, "."), optional, ref.File, ref.Row))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestSettingsAreThoseOfARule(t *testing.T) {
	request := requestOf("a.rego", `package a

deny_size contains "x" if data.settings["a.size"].max > 1

deny_size contains "x" if data.settings["packages.banned"].max > 1

deny_size contains "x" if data.settings["a.sise"].max > 1

deny_size contains "x" if data.settings[input.os.id].max > 1
`)
	for _, c := range []struct {
		others []string
		want   string
	}{
		{nil, ""},
		{[]string{"packages.banned"}, `policy.type a.rego:7:27 undefined ref: data.settings["a.sise"]; there is no rule of this id (did you mean a.size?)`},
	} {
		request.OtherRules = c.others
		response, err := build(request)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(places(response.Errors), "\n"); got != c.want {
			t.Errorf("got %s", got)
		}
	}
}

func TestWhatARuleNeedsOfItsSettings(t *testing.T) {
	const body = `
s := data.settings.a

deny contains "x" if input.os.id in data.settings["a"].list

deny contains "y" if input.os.id == s.one

deny contains "z" if input.os.id == object.get(data.settings.a, "two", "")

deny contains "u" if not data.settings.a.three
`
	response := compiled(t, "a.rego", "package a\n"+body)
	var got []string
	for _, ref := range response.Rules[0].SettingsRefs {
		got = append(got, fmt.Sprintf("%s %v %d", strings.Join(ref.Path, "."), ref.Optional, ref.Row))
	}
	if want := "list false 5, one false 7, three true 11"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
