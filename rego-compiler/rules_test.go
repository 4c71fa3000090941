package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestRulesAreNamedByTheirPackageAndSuffix(t *testing.T) {
	response := compiled(t,
		"a.rego", "package packages\n\nhelper := 1\ndeny_banned contains \"x\"\nviolation_too_old contains \"x\"\nwarn contains \"x\"\ndeny contains \"x\"\n",
		"b.rego", "package lumogate.labels.required\n\n\ndeny contains \"x\"\ndeny contains \"y\"\n",
		"c.rego", "package odd[\"na-me\"]\nwarn_X1 contains \"x\"\n",
	)
	var got []string
	for _, rule := range response.Rules {
		got = append(got, fmt.Sprintf("%s %s %s %s:%d", rule.ID, rule.Key(), rule.Severity, rule.File, rule.Row))
	}
	want := []string{
		"labels.required lumogate.labels.required/deny error b.rego:4",
		"odd.na-me.X1 odd.na-me/warn_X1 warning c.rego:2",
		"packages packages/deny error a.rego:7",
		"packages packages/warn warning a.rego:6",
		"packages.banned packages/deny_banned error a.rego:4",
		"packages.too_old packages/violation_too_old error a.rego:5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnIDBelongsToOnePackage(t *testing.T) {
	response := compile(t,
		"a.rego", "package packages\ndeny_banned contains \"x\"\n",
		"b.rego", "package lumogate.packages.banned\n\ndeny contains \"x\"\n",
	)
	got := places(response.Errors)
	if len(got) != 1 || !strings.HasPrefix(got[0], "policy.duplicate-rule a.rego:2:1") || !strings.Contains(got[0], "b.rego:3") {
		t.Errorf("got %v", got)
	}
}

func TestMetadataComesFromTheInnermostScope(t *testing.T) {
	response := compiled(t, "a.rego", `# METADATA
# title: of the package
# description: of the package
# custom:
#   fix: of the package
#   docs: of the package
package a

# METADATA
# scope: document
# description: of the document
# custom:
#   fix: of the document

# METADATA
# title: of the rule
deny contains "x"

warn contains "y"
`)
	deny, warn := response.Rules[0], response.Rules[1]
	if deny.Title != "of the rule" || deny.Description != "of the document" ||
		!reflect.DeepEqual(deny.Custom, map[string]any{"fix": "of the document", "docs": "of the package"}) {
		t.Errorf("got %+v", deny)
	}
	if warn.Title != "of the package" {
		t.Errorf("got %+v", warn)
	}
}

func TestReadsAreFollowedThroughAllThatARuleRefersTo(t *testing.T) {
	const lib = `package lib

by_rule := {p.name | some p in input.packages}

by_function(_) if input.os.id == "debian"

by_else if {
	false
} else if input.config.user == "root"

default by_default := false

by_default if input.os.id == "alpine"

whole(document) := object.get(document, "packages", [])
`
	cases := []struct{ name, body, want string }{
		{"nothing", `data.config.x == 1`, ""},
		{"itself", `input.os.id == "x"`, "os"},
		{"a comprehension", `count([1 | input.os.id == "x"]) > 0`, "os"},
		{"every", `every p in input.packages { p.name != input.os.id }`, "os packages"},
		{"a template", `$"{input.os.id}" == "x"`, "os"},
		{"negation", `not input.config.user`, "config"},
		{"another rule", `"x" in data.lib.by_rule`, "packages"},
		{"a function", `data.lib.by_function(1)`, "os"},
		{"an else branch", `data.lib.by_else`, "config"},
		{"a rule with a default", `data.lib.by_default`, "os"},
		{"a rule with a replaced document", `data.lib.by_default with data.config.x as input.config.user`, "config os"},
		{"a computed rule", `data.lib[data.config.x] == 1`, "config os packages"},
		{"a key that is computed from input", `data.config.x[input.os.id]`, "os"},
		{"a computed name", `input[data.config.x]`, "*"},
		{"the whole in a call", `data.lib.whole(input) == []`, "*"},
		{"a walk", `walk(input, [["os"], _])`, "*"},
		{"an alias", `document := input; document.os.id == "x"`, "*"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compiled(t, "a.rego", "package a\n\ndeny contains \"x\" if { "+c.body+" }", "lib.rego", lib)
			if got := strings.Join(response.Rules[0].Reads, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
