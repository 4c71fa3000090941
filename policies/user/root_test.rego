package lumogate.user.root_test

import data.lumogate.user.root

findings(config) := found if {
	found := root.deny with input as {"config": config}
}

subjects(config) := {finding.subject | some finding in findings(config)}

test_a_user_with_another_number_passes if {
	every config in [
		{"user": "app", "userId": 1000},
		{"user": "10001:0", "userId": 10001},
		{"user": "root", "userId": 1000},
		{"user": "app:root", "userId": 7},
	] {
		subjects(config) == set()
	}
}

test_no_user_is_root if {
	subjects({"userId": 0}) == {"root"}
	{finding.msg | some finding in findings({"userId": 0})} == {"The image names no user (USER), so it runs as root."}
}

test_without_a_configuration_nobody_can_tell if {
	{[finding.subject, finding.msg] | some finding in findings({})} == {[
		"root",
		"Nobody can tell whether the image runs as root: nothing says what user it names (USER).",
	]}
}

test_whoever_has_the_number_0_is_root if {
	every user in ["root", "0", "0:1000", "root:app", "toor", "00", "+0", ":app"] {
		subjects({"user": user, "userId": 0}) == {user}
	}
}

test_root_is_known_without_its_number if {
	every user in ["root", "0", "00:0", "-0", "+0", "root:app", ":app"] {
		{finding.msg | some finding in findings({"user": user})} == {$"The image runs as root: USER {user} has the user ID 0."}
	}
}

test_a_name_that_nobody_knows_may_be_root if {
	every user in ["app", "rooty", "0x0", "app:0"] {
		some finding in findings({"user": user})
		startswith(finding.msg, "Nobody can tell whether")
		count(findings({"user": user})) == 1
	}
}
