package lumogate.secrets.exposed_test

import data.lumogate.secrets.exposed

layers := [
	{"index": 0, "empty": false, "createdBy": "ADD rootfs.tar /"},
	{"index": 1, "empty": true, "createdBy": "ENV DB_PASSWORD=[secret:password]"},
]

messages(secrets, settings) := {[finding.subject, finding.msg] |
	some finding in exposed.deny with input as {"config": {"secrets": secrets}, "layers": layers, "image": {}}
		with data.settings as settings
}

test_no_secret_passes if messages([], {}) == set()

test_an_environment_variable if {
	messages([{"in": "env", "kind": "password", "name": "DB_PASSWORD"}], {}) == {[
		"DB_PASSWORD",
		"The environment variable DB_PASSWORD has a secret as its value (password), which everybody who has the image can read.",
	]}
}

test_a_label if {
	messages([{"in": "label", "kind": "github-token", "name": "source"}], {}) == {[
		"source",
		"The label source has a secret as its value (github-token), which everybody who has the image can read.",
	]}
}

test_a_command_with_and_without_a_name if {
	messages([{"in": "cmd", "kind": "password", "name": "--password"}, {"in": "entrypoint", "kind": "jwt"}], {}) == {
		["--password", "The image's CMD has a secret in it (password, --password), which everybody who has the image can read."],
		["entrypoint", "The image's ENTRYPOINT has a secret in it (jwt), which everybody who has the image can read."],
	}
	count(messages([{"in": "healthcheck", "kind": "jwt"}, {"in": "onbuild", "kind": "jwt"}], {})) == 2
}

test_a_step_of_the_history if {
	messages([{"in": "history", "kind": "password", "name": "DB_PASSWORD", "layer": 1}], {}) == {[
		"DB_PASSWORD",
		"Step 1 of the history has a secret in it (password, DB_PASSWORD): ENV DB_PASSWORD=[secret:password]",
	]}
	messages([{"in": "history", "kind": "jwt", "layer": 7}], {}) == {[
		"step 7",
		"Step 7 of the history has a secret in it (jwt): its instruction is not known",
	]}
}

test_a_variable_is_told_once_though_a_step_sets_it if {
	found := messages(
		[
			{"in": "env", "kind": "password", "name": "DB_PASSWORD"},
			{"in": "history", "kind": "password", "name": "DB_PASSWORD", "layer": 1},
		],
		{},
	)
	count(found) == 1
}

test_what_is_allowed_is_no_secret if {
	settings := {"secrets.exposed": {"allow": ["DB_PASSWORD", "--password"]}}
	messages([{"in": "env", "kind": "password", "name": "DB_PASSWORD"}], settings) == set()
	messages([{"in": "history", "kind": "password", "name": "DB_PASSWORD", "layer": 1}], settings) == set()
	messages([{"in": "cmd", "kind": "password", "name": "--password"}], settings) == set()
	count(messages([{"in": "env", "kind": "password", "name": "db_password"}], settings)) == 1
	count(messages([{"in": "cmd", "kind": "password"}], settings)) == 1
}

test_an_annotation if {
	annotations := {"source": "https://[secret:github-token]@github.com/x", "title": "x"}
	findings := exposed.deny with input as {"config": {"secrets": []}, "image": {"annotations": annotations}}
	{finding.subject | some finding in findings} == {"source"}
	allowed := exposed.deny with input as {"config": {"secrets": []}, "image": {"annotations": annotations}}
		with data.settings as {"secrets.exposed": {"allow": ["source"]}}
	count(allowed) == 0
}
