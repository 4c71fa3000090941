package main

import (
	"strings"
	"testing"
)

func TestANameThatWhatAFunctionIsGivenDoesNotHave(t *testing.T) {
	const lib = `package lib

is_openssl(p) if p.nam == "openssl"

name(x) := x.name

name(x) := x.path

either(x) := x.nam if {
	x.nam
} else := x.nme

or_else(x) := x.nam if {
	x.nam
} else := "none"

not_there(x) if not x.nam

deep(x) := x.source.nam

inner(x) if is_openssl(x)

in_a_list(x) := count([1 | x.nam == "a"])

of_labels(labels) := labels.maintainer
`
	const misspelt = "policy.type lib.rego:3:18 undefined ref: p.nam (did you mean name?)"
	cases := []struct{ name, body, want string }{
		{"a function with one clause", `some p in input.packages; data.lib.is_openssl(p)`, misspelt},
		{"a function that is denied", `some p in input.packages; not data.lib.is_openssl(p)`, misspelt},
		{"through another function", `some p in input.packages; data.lib.inner(p)`, misspelt},
		{"in a comprehension", `count([p | some p in input.packages; data.lib.is_openssl(p)]) > 0`, misspelt},
		{"a function with a clause that fits", `some p in input.packages; data.lib.name(p) == "x"`, ""},
		{"a function of which no clause fits", `some p in input.packages; data.lib.either(p) == "x"`, "policy.type lib.rego:10:2 undefined ref: x.nam (did"},
		{"a function with a value for the rest", `some p in input.packages; data.lib.or_else(p) == "x"`, ""},
		{"a function that asks", `some p in input.packages; data.lib.not_there(p)`, ""},
		{"a function that counts", `some p in input.packages; data.lib.in_a_list(p) == 0`, ""},
		{"a name further in", `some p in input.packages; data.lib.deep(p) == "x"`, "policy.type lib.rego:19:12 undefined ref: x.source; in what"},
		{"names of the image's", `data.lib.of_labels(input.config.labels) == "x"`, ""},
		{"a name that object.get has by default", `some p in input.packages; object.get(p, "nam", "") == "x"`, "policy.type a.rego:3:64 undefined name: \"nam\", of which object.get always has the default (did you mean name?)"},
		{"a name that may be left out", `some p in input.packages; object.get(p, "version", "") == "x"`, ""},
		{"a label that may be left out", `object.get(input.config.labels, "version", "") == "x"`, ""},
		{"a table of the rule's own", `object.get({"deb": 1}, "rpm", 0) == 0`, ""},
		{"a setting", `data.lib.is_openssl(data.config.package)`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compile(t, "a.rego", "package a\n\ndeny contains \"x\" if { "+c.body+" }", "lib.rego", lib)
			got := strings.Join(places(response.Errors), "\n")
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("got %q", got)
			}
		})
	}
}
