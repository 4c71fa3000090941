package lumogate.labels.patterns_test

import data.lumogate.labels.patterns

findings(labels, items) := found if {
	found := patterns.deny with input as {"config": {"labels": labels}}
		with data.settings as {"labels.patterns": {"labels": items}}
}

test_a_value_that_does_not_match_fails if {
	findings({"a": "bob@evil.com"}, [{"name": "a", "pattern": `@example\.com$`, "reason": "Ours alone."}]) == {{
		"msg": `The label a does not match the pattern "@example\.com$": it is "bob@evil.com": Ours alone.`,
		"subject": "a",
		"fix": "Give it a value that matches, in the Dockerfile: LABEL a=..., or take it out.",
	}}
	count(findings({"a": ""}, [{"name": "a", "pattern": "x"}])) == 1
}

test_what_matches_or_is_not_there_passes if {
	findings({"a": "bob@example.com", "A": "x"}, [{"name": "a", "pattern": `@example\.com$`}, {"name": "b", "pattern": "x"}]) == set()
}

test_a_star_in_a_key_stands_for_any_characters if {
	labels := {"com.example.a": "1", "com.example.b": "x", "com-example-c": "x", "COM.example.d": "x"}
	{finding.subject | some finding in findings(labels, [{"name": "com.example.*", "pattern": "^[0-9]+$"}])} == {"com.example.b"}
}

test_a_pattern_begins_on_its_day if {
	items := [{"name": "a", "pattern": "x", "effective_on": "2030-01-01"}]
	{finding.effective_on | some finding in findings({"a": "y"}, items)} == {"2030-01-01"}
}
