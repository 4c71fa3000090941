package lumogate.labels.required_test

import data.lumogate.labels.required

messages(labels, wanted) := {finding.msg |
	some finding in required.deny with input as {"config": {"labels": labels}}
		with data.settings as {"labels.required": {"labels": wanted}}
}

test_a_label_that_is_there_passes if messages({"a": "x"}, ["a", {"name": "a"}, {"name": "a", "pattern": "^x$"}]) == set()

test_a_missing_label if messages({}, ["a", {"name": "b", "pattern": "x"}]) == {
	"The label a is missing.",
	"The label b is missing.",
}

test_an_empty_label if messages({"a": "", "b": " \n"}, ["a", {"name": "b", "pattern": "x"}]) == {
	"The label a is empty.",
	"The label b is empty.",
}

test_a_label_of_what_does_not_show_is_empty if {
	every value in ["\u0000", "\t\r\n", "\u00a0", "\u2003", "\u200b", "\ufeff", "\u00ad\u2060", "\u202e", "\ue000"] {
		messages({"a": value}, ["a"]) == {"The label a is empty."}
	}
	messages({"a": "\u200bx"}, ["a"]) == set()
}

test_a_label_that_does_not_match if {
	messages({"a": "bob@evil.com"}, [{"name": "a", "pattern": `@example\.com$`}]) == {concat("", [
		`The label a does not match the pattern "@example\.com$": `,
		`it is "bob@evil.com".`,
	])}
}

test_a_key_is_itself_with_its_capitals if count(messages({"Maintainer": "x"}, ["maintainer"])) == 1

test_reasons_and_days if {
	findings := required.deny with input as {"config": {"labels": {"b": "", "c": "x"}}}
		with data.settings as {"labels.required": {"labels": [
		{"name": name, "pattern": "y", "reason": "Audit.", "effective_on": "2030-01-01"} |
			some name in ["a", "b", "c"]
		]}}
	{[finding.subject, finding.effective_on] | some finding in findings} == {["a", "2030-01-01"], ["b", "2030-01-01"], ["c", "2030-01-01"]}
	every finding in findings {
		endswith(finding.msg, " (Audit.).")
	}
}
