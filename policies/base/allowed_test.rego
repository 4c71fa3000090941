package lumogate.base.allowed_test

import data.lumogate.base.allowed

digest := "sha256:3d0f463de06b7ddff27684ec3bfd0b54a425149d0f8685308b1fdf297b0265e9"

findings(base, settings) := found if {
	found := allowed.deny with input as {"image": {"base": base}}
		with data.settings as {"base.allowed": settings}
}

passes(reference, item) if {
	base := {"by": "annotation", "reference": reference, "digest": digest}
	findings(base, {"allow": [item]}) == set()
}

test_a_name_allows_any_tag if {
	every reference in [
		"debian",
		"debian:12",
		"docker.io/library/debian:12-slim",
		$"debian@{digest}",
		$"debian:12@{digest}",
	] {
		passes(reference, "debian")
		passes(reference, {"name": "docker.io/library/debian"})
	}
	every reference in ["debian-evil", "evil/debian", "registry.example.com/debian", "debian/evil", "ubuntu"] {
		not passes(reference, "debian")
	}
}

test_a_tag_is_that_tag if {
	passes("debian:12", "debian:12")
	not passes("debian:12-slim", "debian:12")
	not passes("debian", "debian:12")
	not passes("debian:12.1", "debian:12")
	passes("localhost/a:1", "localhost/a:1")
	passes("acme/a:1", "docker.io/acme/a:1")
}

test_a_port_is_no_tag if {
	passes("registry.example.com:5000/base/a:1", "registry.example.com:5000/base/a")
	not passes("registry.example.com:5000/base/ab:1", "registry.example.com:5000/base/a")
}

test_a_star_stands_for_any_characters if {
	passes("registry.example.com/base/go:1.22", "registry.example.com/base/*")
	passes("debian:12-slim", "debian:12*")
	passes("anything/at/all", "*")
	passes("registry.example.com/team/a/base:1", "registry.example.com/*/base:1")
	not passes("registry.example.com.evil/base/go:1", "registry.example.com/base/*")
}

test_a_digest_is_the_manifest_s if {
	passes("evil", {"digest": digest})
	passes("debian:12", {"name": "debian", "digest": digest})
	not passes("ubuntu", {"name": "debian", "digest": digest})
	base := {"by": "annotation", "reference": "debian:12"}
	count(findings(base, {"allow": [{"digest": digest}]})) == 1
	count(findings(base, {"allow": [{"name": "debian", "digest": digest}]})) == 1
}

test_another_base_is_told_with_those_that_are_allowed if {
	base := {"by": "annotation", "reference": "ubuntu:24.04"}
	findings(base, {"allow": ["debian", {"name": "alpine", "digest": "sha256:0"}]}) == {{
		"msg": "The base image ubuntu:24.04 is not allowed; allowed: debian, alpine@sha256:0.",
		"subject": "ubuntu:24.04",
		"fix": concat("", [
			"Build FROM one of these: debian, alpine@sha256:0. If it is, name it with --base, ",
			"or write it into the image with --annotation.",
		]),
	}}
}

test_a_base_without_a_name_is_none_that_is_allowed_by_name if {
	{finding.subject | some finding in findings({"by": "annotation", "digest": digest}, {"allow": ["*"]})} == {digest}
	{finding.subject | some finding in findings({"by": "annotation"}, {"allow": ["*"]})} == {"without a name"}
}

test_an_image_that_does_not_say_its_base if {
	messages := {finding.msg |
		some finding in allowed.deny with input as {"image": {}}
			with data.settings as {"base.allowed": {"allow": ["debian"]}}
	}
	messages == {"Nobody says what base image the image was built from; allowed: debian."}
}

test_a_claim_is_not_enough_where_bases_have_to_be_checked if {
	claim := {"by": "annotation", "reference": "debian:12"}
	{finding.msg | some finding in findings(claim, {"allow": ["debian"], "verified": true})} == {concat("", [
		"That the image was built from debian:12 is only what its own annotation claims; ",
		"allowed are checked ones: debian.",
	])}
	findings({"by": "user", "reference": "debian:12", "layers": 1, "total": 1}, {"allow": ["debian"], "verified": true}) == set()
}

test_where_a_base_is_had_from_is_no_part_of_its_name if {
	base := {"by": "user", "reference": "docker:debian:12", "layers": 1, "total": 1}
	findings(base, {"allow": ["debian:12"]}) == set()
	findings(object.union(base, {"reference": "registry:docker:24-dind"}), {"allow": ["docker"]}) == set()

	# An annotation has names alone.
	findings({"by": "annotation", "reference": "docker:24-dind"}, {"allow": ["docker"]}) == set()
}

test_a_base_that_is_none if {
	base := {"by": "user", "reference": "debian:12", "layers": 1, "total": 2}
	{finding.msg | some finding in findings(base, {"allow": ["debian"]})} == {"The image was not built from debian:12: of its 2 layers the image has 1."}
}
