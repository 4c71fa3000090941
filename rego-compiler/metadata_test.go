package main

import (
	"strings"
	"testing"
)

func TestNamesInMetadataThatAreNearlyOurs(t *testing.T) {
	cases := []struct{ name, metadata, want string }{
		{"all of ours", "title: x\ndescription: x\ncustom:\n  severity: note\n  fix: x\n  effective_on: 2026-01-01", ""},
		{"names of the user's", "title: x\ncustom:\n  owner: me\n  date: today\n  id: 7\n  fox: x\n  category: x", ""},
		{"a name of somebody's at the top", "title: x\nowner: me", ""},
		{"a misspelt severity", "title: x\ncustom:\n  severty: note", "a.rego:5:5 custom.severty in METADATA is not read by lumogate; it reads custom.severity"},
		{"another way to write it", "custom:\n  effectiveOn: 2026-01-01", "a.rego:4:5 custom.effectiveOn in METADATA is not read by lumogate; it reads custom.effective_on"},
		{"capitals", "custom:\n  Fix: x", "a.rego:4:5 custom.Fix in METADATA is not read by lumogate; it reads custom.fix"},
		{"one for many", "custom:\n  doc: x", "a.rego:4:5 custom.doc in METADATA is not read by lumogate; it reads custom.docs"},
		{"a name of ours at the top", "severity: note", "a.rego:3:3 severity in METADATA is not read: it belongs below custom"},
		{"a misspelt title", "titel: x", "a.rego:3:3 titel in METADATA is not read; did you mean title?"},
		{"a misspelt custom", "costum:\n  fix: x", "a.rego:3:3 costum in METADATA is not read; did you mean custom?"},
		{"a misspelt name of ours at the top", "severty: x", "a.rego:3:3 severty in METADATA is not read; did you mean severity, below custom?"},
		{"a name within a schema", "custom:\n  settings:\n    type: object\n    properties:\n      severty: {type: string}", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := compile(t, "a.rego", "package a\n# METADATA\n# "+strings.ReplaceAll(c.metadata, "\n", "\n# ")+"\ndeny contains \"x\"\n")
			got := strings.Join(places(response.Errors), "\n")
			if c.want != "" {
				c.want = "policy.metadata " + c.want
			}
			if got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
