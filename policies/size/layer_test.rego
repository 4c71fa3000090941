package lumogate.size.layer_test

import data.lumogate.size.layer

steps := [
	{"index": 0, "diffId": "a", "empty": false, "createdBy": "ADD rootfs /"},
	{"index": 1, "empty": true, "createdBy": "ENV A=b"},
	{"index": 2, "diffId": "b", "empty": false},
	{"index": 3, "diffId": "a", "empty": false, "createdBy": "again"},
]

messages(image) := {[finding.subject, finding.msg] |
	some finding in layer.deny with input as {"image": image, "layers": steps}
		with data.settings as {"size.layer": {"max": "10MB"}}
}

test_small_layers_pass if {
	messages({"layers": [{"diffId": "a", "size": 10000000}, {"diffId": "b", "size": 0}]}) == set()
	messages({"layers": []}) == set()
}

test_a_large_one_is_denied if {
	messages({"layers": [{"diffId": "a", "size": 10000001}, {"diffId": "b", "size": 20000000}]}) == {
		["a", "The layer of step 0 (ADD rootfs /) has 10 MB; allowed are 10 MB."],
		["b", "The layer of step 2 (its instruction is not known) has 20 MB; allowed are 10 MB."],
	}
}

test_a_layer_of_no_step_is_told_by_its_digest if {
	messages({"layers": [{"diffId": "x", "size": 20000000}]}) == {["x", "The layer of x has 20 MB; allowed are 10 MB."]}
}

test_an_unknown_size_is_no_small_one if {
	messages({"layers": [{"diffId": "a"}]}) == {["a", concat("", [
		"Nothing says how large the layer of step 0 (ADD rootfs /) is, ",
		"so nobody can tell whether it is too large.",
	])]}
	messages({}) == {["layers", "Nothing says how large the layers are, so nobody can tell whether one is too large."]}
}
