package lumogate.base.outdated_test

import data.lumogate.base.outdated

findings(image) := found if {
	found := outdated.deny with input as {"image": image}
}

base := {"by": "user", "reference": "debian:12", "digest": "sha256:d1", "layers": 2, "total": 2}

fix := concat("", [
	"Build again with the present base image: docker build --pull. If the image is not built FROM debian:12, ",
	"name the right one with --base.",
])

test_all_layers_of_the_base_are_there if findings({"base": base}) == set()

test_some_layers_are_others if {
	findings({"base": object.union(base, {"layers": 1})}) == {{
		"msg": concat("", [
			"The image is not built from debian:12 as it is now (sha256:d1): ",
			"of its 2 layers it has the lowest 1.",
		]),
		"subject": "debian:12",
		"fix": fix,
	}}
}

test_no_layer_is_the_base_s if {
	findings({"base": object.remove(object.union(base, {"layers": 0}), ["digest"])}) == {{
		"msg": "The image is not built from debian:12 as it is now: it has none of its layers.",
		"subject": "debian:12",
		"fix": fix,
	}}
}

test_without_a_base_nothing_can_be_compared if {
	expected := {{
		"msg": "Nobody says with what base image to compare.",
		"fix": "Name the image that FROM means with --base, such as --base debian:12.",
	}}
	findings({}) == expected
	findings({"base": {"by": "annotation", "reference": "debian:12"}}) == expected
}
