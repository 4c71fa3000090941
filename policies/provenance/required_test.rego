package lumogate.provenance.required_test

import data.lumogate.provenance.required

messages(image, settings) := {finding.msg |
	some finding in required.deny with input as {"image": image}
		with data.settings as {"provenance.required": settings}
}

passes(attestations, settings) if messages({"attestations": attestations}, settings) == set()

signed := {
	"kind": "key",
	"key": "cosign.pub",
	"verified": true,
	"digest": "sha256:1a",
	"transparency": false,
	"predicateType": "https://slsa.dev/provenance/v1",
	"builder": "https://builder.example/release@refs/tags/v1",
	"source": {"uri": "git+https://git.example/acme/app@refs/heads/main"},
}

unsigned := object.union(object.remove(signed, ["kind", "key"]), {"verified": false, "problem": "Nobody has signed it."})

ours := {"verified_by": {"keys": ["cosign.pub"]}}

test_signed_provenance if {
	passes([signed], ours)
	passes([object.union(signed, {"predicateType": "https://slsa.dev/provenance/v0.2"})], ours)
	passes([unsigned, signed], ours)
}

test_builders_and_sources if {
	passes([signed], object.union(ours, {
		"builders": ["https://other.example/**", "https://builder.example/release@refs/tags/v*"],
		"sources": ["git+https://git.example/acme/**"],
	}))
}

test_no_provenance if {
	other := object.union(signed, {"predicateType": "https://spdx.dev/Document"})
	every attestations in [[], [other], [object.remove(signed, ["predicateType"])]] {
		messages({"attestations": attestations}, ours) == {concat("", [
			"The image has no provenance; expected: https://slsa.dev/provenance/v0.2 or ",
			"https://slsa.dev/provenance/v1.",
		])}
	}
}

test_other_kinds_where_they_are_named if {
	other := object.union(signed, {"predicateType": "https://example.com/build/v1"})
	passes([other], object.union(ours, {"predicate_types": ["https://example.com/build/v1"]}))
	not passes([signed], object.union(ours, {"predicate_types": ["https://example.com/build/v1"]}))
}

test_not_known_is_no_pass if {
	messages({}, object.union(ours, {"predicate_types": ["x"]})) == {"What is attested of the image is not known; expected: a provenance, x."}
	not messages({}, {"verified": false}) == set()
}

test_unsigned_is_a_claim if {
	messages({"attestations": [unsigned]}, ours) == {"No provenance of the image counts. One does not count: Nobody has signed it."}
	not passes([object.union(unsigned, {"key": "cosign.pub"})], ours)
	passes([unsigned], {"verified": false})
	passes([unsigned], {"verified": false, "builders": ["https://builder.example/**"]})
	not passes([unsigned], {"verified": false, "builders": ["https://other.example/**"]})
}

test_signed_by_another if {
	messages({"attestations": [signed]}, {"verified_by": {"keys": ["other.pub"]}}) == {concat("", [
		"No provenance of the image counts. ",
		"One is by the key cosign.pub, which lumogate.yaml does not name here.",
	])}
}

test_built_by_another if {
	settings := object.union(ours, {"builders": ["https://builder.example/*", "https://b/**"]})
	messages({"attestations": [signed]}, settings) == {concat("", [
		"No provenance of the image counts. One is built by https://builder.example/release@refs/tags/v1, ",
		"which is none of https://builder.example/*, https://b/**.",
	])}
	messages({"attestations": [object.remove(signed, ["builder"])]}, settings) == {concat("", [
		"No provenance of the image counts. One is built by nobody that it names, ",
		"which is none of https://builder.example/*, https://b/**.",
	])}
}

test_built_from_something_else if {
	settings := object.union(ours, {"sources": ["git+https://git.example/acme/app"]})
	messages({"attestations": [signed]}, settings) == {concat("", [
		"No provenance of the image counts. ",
		"One is built from git+https://git.example/acme/app@refs/heads/main, ",
		"which is none of git+https://git.example/acme/app.",
	])}
	messages({"attestations": [object.remove(signed, ["source"])]}, settings) == {concat("", [
		"No provenance of the image counts. ",
		"One is built from nothing that it names, which is none of git+https://git.example/acme/app.",
	])}
}

test_one_has_to_say_all_of_it if {
	settings := object.union(ours, {
		"builders": ["https://builder.example/**"],
		"sources": ["git+https://git.example/acme/**"],
	})
	elsewhere := object.union(signed, {"source": {"uri": "git+https://evil.example/app"}})
	misbuilt := object.union(signed, {"builder": "https://evil.example/"})
	not passes([elsewhere, misbuilt, unsigned], settings)
	passes([elsewhere, misbuilt, signed], settings)
}
