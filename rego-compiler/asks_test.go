package main

import (
	"strings"
	"testing"
)

func TestWhatIsOnDemandIsAskedForWhereItMayBeLookedUp(t *testing.T) {
	const lib = `package lib

origin(p) := p.introducedIn

value(p, key) := p[key]

first(list) := list[0]

by_name[p.name] := p if some p in input.packages

names contains p.name if some p in input.packages

keys := {"introducedIn"}

same(x) := x

same_or(x) := 1 if {
	is_number(x)
} else := x

all := input.packages

settings := object.get(data.settings, "a", {})

second(list) := list[data.config.place]

dated(finding, item) := object.union(finding, {"on": item})

alone(p, key) := p[key]

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
		{"a function that stands in another's place", `data.lib.value(1, 2) with data.lib.value as data.lib.alone`, "*"},
		{"a union with a package, in a function", `some p in input.packages; data.lib.dated(p, 1).name == "x"`, "*"},
		{"a function that is called with two kinds", `some p in input.packages; data.lib.value({"a": 1}, data.config.k); data.lib.value(p, data.config.k)`, "*"},
		{"a package that a function gives back", `some p in input.packages; data.lib.same(p)[data.config.key]`, "*"},
		{"a package that a function gives back behind else", `some p in input.packages; data.lib.same_or(p)[data.config.key]`, "*"},
		{"a package of a rule's", `some p in data.lib.all; p[data.config.key]`, "*"},
		{"a package in a list", `some p in array.concat([], input.packages); p[data.config.key]`, "*"},
		{"a package beside a setting", `some p in input.packages; x := [data.config.x, p]; x[0][data.config.key]`, "*"},
		{"a package in a comprehension's list", `x := [p | some p in input.packages]; y := x[_]; y[data.config.key]`, "*"},
		{"a package united with a setting", `x := object.union(data.settings.a, input.packages[0]); x[data.config.key]`, "*"},
		{"a package in a pattern", `[x, _] = [input.packages[0], 1]; x[data.config.key]`, "*"},
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
		{"JSON with blanks", `some p in input.packages; contains(json.marshal_with_options(p, {"pretty": true}), "x")`, "*"},
		{"YAML", `some p in input.packages; contains(yaml.marshal(p), "x")`, "*"},
		{"a part of it", `some p in input.packages; object.subset(p, data.config.wanted)`, "*"},
		{"a schema", `some p in input.packages; json.match_schema(p, data.config.schema)[0]`, "*"},
		{"a patch", `some p in input.packages; json.patch(p, data.config.patch) == p`, "*"},
		{"keys", `some p in input.packages; "x" in object.keys(p)`, "*"},
		{"a union", `some p in input.packages; object.union(p, {})[data.config.key]`, "*"},

		{"nothing", `data.config.x == 1`, ""},
		{"other names", `some p in input.packages; p.name == "x"; p.version != "1"`, ""},
		{"an element of a list, in a function", `data.lib.second([p | some p in input.packages]).name == "x"`, ""},
		{"a union with a finding, in a function", `some p in input.packages; data.lib.dated({"msg": p.name}, 1).msg == "x"`, ""},
		{"a setting, by a name from another", `object.get(data.settings, "a", {})[data.config.key] == input.os.id`, ""},
		{"a list of the settings", `some x in object.get(data.settings, "a", {}).except; x[data.config.key] == input.os.id`, ""},
		{"a setting of a rule's", `some x in data.lib.settings.list; object.keys(x)[_] == input.os.id`, ""},
		{"a setting that a function is given", `data.lib.value(data.settings.a, "x") == input.os.id`, ""},
		{"a setting that a function gives back", `data.lib.same(data.settings.a)[data.config.key] == input.os.id`, ""},
		{"a setting made up", `x := object.union(data.settings.a, {"x": 1}); x[data.config.key] == input.os.id`, ""},
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
			request := requestOf("a.rego", "package a\n\ndeny contains \"x\" if { "+c.body+" }", "lib.rego", lib)
			request.OpaBuiltins = []string{"json.marshal_with_options", "json.match_schema", "json.patch", "object.subset", "yaml.marshal"}
			response, err := build(request)
			if err != nil || len(response.Errors) > 0 {
				t.Fatal(err, places(response.Errors))
			}
			if got := strings.Join(response.Rules[0].Asks, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
