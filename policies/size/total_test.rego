package lumogate.size.total_test

import data.lumogate.size.total

messages(image, max) := {finding.msg |
	some finding in total.deny with input as {"image": image} with data.settings as {"size.total": {"max": max}}
}

test_a_small_image_passes if {
	messages({"size": 500000000}, "500MB") == set()
	messages({"size": 0}, "1MB") == set()
	messages({"size": 1073741824}, "1GiB") == set()
}

test_a_large_one_is_denied if {
	messages({"size": 612345678}, "500MB") == {"The image has 612.3 MB; allowed are 500 MB."}
	count(messages({"size": 1073741825}, "1GiB")) == 1
}

test_an_unknown_size_is_no_small_one if {
	messages({}, "500MB") == {"Nothing says how large the image is, so nobody can tell whether it is too large."}
}
