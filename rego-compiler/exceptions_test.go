package main

import (
	"strings"
	"testing"
)

func TestAnExceptionIsReadWithItsRulesAndWarnedOf(t *testing.T) {
	const text = "# METADATA\n# title: x\npackage a\n\ndeny_old contains \"x\" if input.os.id == \"x\"\n\nexception contains [\"old\"] if input.config.user == data.config.admin\n"
	response := checked(t, "a.rego", text)
	if len(response.Errors) > 0 {
		t.Fatal(places(response.Errors))
	}
	if rule := response.Rules[0]; strings.Join(rule.Reads, " ") != "config os" || len(rule.DataRefs) != 1 {
		t.Errorf("got %v %v", rule.Reads, rule.DataRefs)
	}
	if got := strings.Join(places(response.Warnings), " "); !strings.HasPrefix(got, "lint.exception a.rego:7:1") {
		t.Errorf("got %s", got)
	}
}

func TestASetThatOnlyHasTheNameOfExceptionsIsRefused(t *testing.T) {
	for elements, want := range map[string]string{
		`"old"`:                "policy.shape a.rego:5:1",
		`input.os.id`:          "policy.shape a.rego:5:1",
		`["old"]`:              "",
		`{"old"}`:              "",
		`data.config.excepted`: "",
	} {
		text := "package a\n\ndeny_old contains \"x\"\n\nexception contains " + elements + " if input.os.id == \"x\"\n"
		got := strings.Join(places(compile(t, "a.rego", text).Errors), " ")
		if !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: got %s", elements, got)
		}
	}
}
