package lumogate.labels.forbidden_test

import data.lumogate.labels.forbidden

findings(labels, items) := found if {
	found := forbidden.deny with input as {"config": {"labels": labels}}
		with data.settings as {"labels.forbidden": {"labels": items}}
}

messages(labels, items) := {finding.msg | some finding in findings(labels, items)}

test_a_forbidden_label_fails_whatever_its_value if {
	findings({"build-host": ""}, [{"name": "build-host", "reason": "It is nobody's business."}]) == {{
		"msg": "The label build-host must not be there: It is nobody's business.",
		"subject": "build-host",
		"fix": "Take LABEL build-host out of the Dockerfile; if the base image sets it, build from another one.",
	}}
}

test_other_labels_pass if messages({"a": "build-host", "build-hosts": "x", "my-build-host": "x"}, ["build-host"]) == set()

test_a_star_stands_for_any_characters if {
	messages({"com.example.internal.host": "x", "com.example": "x"}, ["com.example.*"]) == {"The label com.example.internal.host must not be there, as com.example.*"}
	messages({"a(b)[c": "x"}, ["a*b*[*c*"]) == {"The label a(b)[c must not be there, as a*b*[*c*"}
}

test_capitals_do_not_hide_a_label if {
	messages({"Build-Host": "x"}, ["build-host"]) == {"The label Build-Host must not be there, as build-host"}
}

test_an_item_begins_on_its_day if {
	{finding.effective_on | some finding in findings({"a": "y"}, [{"name": "a", "effective_on": "2030-01-01"}])} == {"2030-01-01"}
}
