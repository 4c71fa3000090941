package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/loader"
)

func TestWhatIsOnDemandIsAskedForWhereItMayBeLookedUp(t *testing.T) {
	const lib = `package lib

origin(p) := p.introducedIn

value(p, key) := p[key]

first(list) := list[0]

by_name[p.name] := p if some p in input.packages

names contains p.name if some p in input.packages

keys := {"introducedIn"}

by_else if {
	false
} else if {
	some p in input.packages
	p[data.config.key]
}
`
	cases := []struct{ name, body, want string }{
		{"a name", `some p in input.packages; p.introducedIn.layer > 1`, "introducedIn layer"},
		{"another name", `some l in input.layers; l.changes.added > 1`, "changes"},
		{"a name in a bracket", `some p in input.packages; p["introducedIn"]`, "introducedIn"},
		{"a name in a called function", `some p in input.packages; data.lib.origin(p)`, "introducedIn"},
		{"a name in a set", `some p in input.packages; some key in data.lib.keys; p[key]`, "introducedIn *"},
		{"a name as an argument", `some p in input.packages; data.lib.value(p, "introducedIn")`, "introducedIn *"},
		{"a name that object.get is given", `some p in input.packages; object.get(p, "introducedIn", 1)`, "introducedIn"},
		{"a path that object.get is given", `object.get(input.packages[0], ["introducedIn", "layer"], 1) > 1`, "introducedIn layer"},
		{"a name in a comprehension", `count([1 | some p in input.packages; p.introducedIn]) > 1`, "introducedIn"},
		{"a name from the configuration", `some p in input.packages; p[data.config.key]`, "*"},
		{"a name from the configuration, in a comprehension", `count({1 | some p in input.packages; p[data.config.key]}) > 1`, "*"},
		{"a name from the configuration, in every", `every p in input.packages { p[data.config.key] }`, "*"},
		{"a name from the configuration, behind else", `data.lib.by_else`, "*"},
		{"a name from the configuration, for object.get", `some p in input.packages; object.get(p, data.config.key, 1)`, "*"},
		{"a name put together", `some p in input.packages; p[concat("", ["introduced", "In"])]`, "*"},
		{"each name", `some p in input.packages; some k, v in p; v != k`, "*"},
		{"each name, in every", `some p in input.packages; every k, v in p { k != v }`, "*"},
		{"a computed name of what a rule holds", `data.lib.by_name[data.config.x][data.config.key]`, "*"},
		{"a walk", `some p in input.packages; walk(p, [_, "x"])`, "*"},
		{"a walk over the list", `walk(input.packages, [_, "x"])`, "*"},
		{"JSON", `some p in input.packages; contains(json.marshal(p), "x")`, "*"},
		{"keys", `some p in input.packages; "x" in object.keys(p)`, "*"},
		{"a union", `some p in input.packages; object.union(p, {})[data.config.key]`, "*"},

		{"nothing", `data.config.x == 1`, ""},
		{"other names", `some p in input.packages; p.name == "x"; p.version != "1"`, ""},
		{"a list within", `some p in input.packages; some license in p.licenses; license == "x"`, ""},
		{"the configuration, by a name of the image", `some p in input.packages; data.config.reasons[p.name]`, ""},
		{"a rule's object, by a name of the image", `data.lib.by_name[input.os.id].version == "1"`, ""},
		{"a rule's set", `some name in data.lib.names; name == "x"`, ""},
		{"a list, in every", `every p in input.packages { p.name != "x" }`, ""},
		{"a list of parts", `some p in input.packages; some part in split(p.name, "-"); part == "x"`, ""},
		{"a name of config's", `some key, value in input.config.labels; key == value`, ""},
		{"JSON of something else", `contains(json.marshal(input.os), "x")`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compiled(t, "a.rego", "package a\n\ndeny contains \"x\" if { "+c.body+" }", "lib.rego", lib)
			if got := strings.Join(response.Rules[0].Asks, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestShippedRulesAskForNothing: whoever uses only those must not pay for what they do not look at. A rule that reads no
// packages has none to ask.
func TestShippedRulesAskForNothing(t *testing.T) {
	loaded, err := loader.NewFileLoader().All([]string{"../policies"})
	if err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../src/inventory/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	request := Request{
		Command:  "build",
		Schema:   json.RawMessage(schema),
		OnDemand: []string{"introducedIn", "layer", "fromBase", "changes"},
		HostBuiltins: []HostBuiltin{
			{Name: "lumogate.version.satisfies", Args: []string{"string", "string", "string"}, Result: "boolean"},
		},
	}
	for path, file := range loaded.Modules {
		if !strings.HasSuffix(path, "_test.rego") {
			request.Modules = append(request.Modules, Source{Path: path, Text: string(file.Raw)})
		}
	}
	response, err := build(request)
	if err != nil || len(response.Errors) > 0 {
		t.Fatal(err, response.Errors)
	}
	for _, rule := range response.Rules {
		if slices.Contains(rule.Reads, "packages") && len(rule.Asks) > 0 {
			t.Errorf("%s asks for %v", rule.ID, rule.Asks)
		}
	}
}
