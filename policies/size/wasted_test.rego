package lumogate.size.wasted_test

import data.lumogate.size.wasted

step(index, bytes, hidden) := {
	"index": index,
	"empty": false,
	"createdBy": $"RUN {index}",
	"changes": {"added": 1, "changed": 0, "removed": 0, "bytes": bytes, "hiddenBytes": hidden},
}

messages(layers, settings) := {finding.msg |
	some finding in wasted.deny with input as {"layers": layers} with data.settings as settings
}

test_little_that_is_hidden_passes if {
	messages([step(0, 100000000, 10000000), {"index": 1, "empty": true}], {}) == set()
	messages([step(0, 1000, 999)], {}) == set()
	messages([], {}) == set()
}

test_much_is_denied_with_the_worst_steps if {
	layers := [step(0, 50000000, 1000000), step(1, 30000000, 20000000), step(2, 10000000, 2000000), step(3, 10000000, 3000000)]
	messages(layers, {}) == {concat("", [
		"Later layers hide 26 MB of 100 MB that are pulled; allowed are 10 percent. ",
		"The most is in step 1 (20 MB: RUN 1), step 3 (3 MB: RUN 3), step 2 (2 MB: RUN 2).",
	])}
}

test_both_limits_can_be_set if {
	layers := [step(0, 100000000, 6000000)]
	count(messages(layers, {"size.wasted": {"percent": 5}})) == 1
	messages(layers, {"size.wasted": {"percent": 50, "max": "5MB"}}) == {concat("", [
		"Later layers hide 6 MB of 100 MB that are pulled; allowed are 50 percent, ",
		"and 5MB at most. The most is in step 0 (6 MB: RUN 0).",
	])}
	messages(layers, {"size.wasted": {"percent": 50, "max": "6MB"}}) == set()
}

test_what_nobody_can_tell_does_not_pass if {
	messages([{"index": 4, "empty": false}], {}) == {"Nothing says what step 4 changed, so nobody can tell how much of the image is hidden."}
}
