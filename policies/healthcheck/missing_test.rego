package lumogate.healthcheck.missing_test

import data.lumogate.healthcheck.missing

messages(config) := {finding.msg | some finding in missing.deny with input as {"config": config}}

test_a_health_check_passes if {
	messages({"healthcheck": {"test": ["CMD", "true"]}}) == set()
	messages({"healthcheck": {"test": ["CMD-SHELL", "NONE"]}}) == set()
}

test_none_at_all if messages({}) == {"The image has no health check (HEALTHCHECK)."}

test_one_that_is_switched_off if {
	messages({"healthcheck": {"test": ["NONE"]}}) == {"The image switches the health check off (HEALTHCHECK NONE)."}
}

test_what_engines_do_not_know_checks_nothing if {
	every test in [["cmd", "true"], ["none"], [""], []] {
		some message in messages({"healthcheck": {"test": test}})
		contains(message, "engines check nothing")
	}
}
