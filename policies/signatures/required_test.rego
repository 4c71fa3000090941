package lumogate.signatures.required_test

import data.lumogate.signatures.required

messages(image, settings) := {finding.msg |
	some finding in required.deny with input as {"image": image}
		with data.settings as {"signatures.required": settings}
}

passes(signatures, settings) if messages({"signatures": signatures}, settings) == set()

by_key := {"kind": "key", "key": "cosign.pub", "verified": true, "digest": "sha256:1a", "transparency": false}

workflow := "https://git.example/acme/app/.ci/release.yml@refs/heads/main"

by_workflow := {
	"kind": "keyless",
	"issuer": "https://oidc.example",
	"identity": workflow,
	"verified": true,
	"digest": "sha256:1a",
	"transparency": true,
}

broken := {"verified": false, "digest": "sha256:1a", "transparency": false, "problem": "It is about another image."}

test_a_key_has_signed if {
	passes([broken, by_key], {"keys": ["other.pub", "cosign.pub"]})
	passes([by_key], {"keys": [{"path": "cosign.pub"}]})
	passes([by_key], {"keys": [{"path": "keys/1.pub", "name": "cosign.pub"}]})
}

test_an_identity_has_signed if {
	passes([by_workflow], {"identities": [{"issuer": "https://oidc.example", "subject": workflow}]})
	passes([by_workflow], {"identities": [{
		"issuer": "https://oidc.example",
		"subject_pattern": `https://git\.example/acme/[^/]+/\.ci/release\.yml@refs/heads/main`,
	}]})
}

test_one_of_them_is_enough if {
	passes([by_key], {
		"keys": ["cosign.pub"],
		"identities": [{"issuer": "https://oidc.example", "subject": workflow}],
	})
}

test_another_key if {
	messages({"signatures": [by_key]}, {"keys": ["other.pub"]}) == {concat("", [
		"No signature of the image is by the key other.pub. ",
		"One is by the key cosign.pub, which lumogate.yaml does not name here.",
	])}
}

test_another_identity if {
	messages({"signatures": [by_workflow]}, {"identities": [{"issuer": "https://oidc.example", "subject": "me@example.com"}]}) == {concat("", [
		"No signature of the image is by me@example.com of https://oidc.example. ",
		$"One is by {workflow} of https://oidc.example, which lumogate.yaml does not name here.",
	])}
}

# A template writes this for a pattern that a signer does not have.
test_nobody_is_undefined if {
	undefined := object.union(by_workflow, {"identity": "<undefined>"})
	trusted := {"identities": [{"issuer": "https://oidc.example", "subject": workflow}]}
	not passes([undefined], trusted)
}

test_another_issuer if {
	not passes([by_workflow], {"identities": [{"issuer": "https://evil.example", "subject": workflow}]})
}

test_a_pattern_matches_the_whole if {
	not passes([by_workflow], {"identities": [{"issuer": "https://oidc.example", "subject_pattern": "acme/app"}]})
	not passes([by_workflow], {"identities": [{"issuer": "https://oidc.example", "subject_pattern": "https://git.example/acme"}]})
	not passes([by_workflow], {"identities": [{"issuer": "https://oidc.example", "subject_pattern": "x|refs/heads/main"}]})
}

test_what_is_not_verified_is_no_signature if {
	messages({"signatures": [broken]}, {"keys": ["cosign.pub"]}) == {concat("", [
		"No signature of the image is by the key cosign.pub. ",
		"One does not count: It is about another image.",
	])}

	# Whatever else such a fact says.
	not passes([object.union(by_key, {"verified": false})], {"keys": ["cosign.pub"]})
	not passes([object.union(by_workflow, {"verified": false})], {"identities": [{
		"issuer": "https://oidc.example",
		"subject": workflow,
	}]})
}

test_the_log_is_demanded if {
	settings := {"keys": ["cosign.pub"], "require_transparency": true}
	passes([object.union(by_key, {"transparency": true})], settings)
	messages({"signatures": [by_key]}, settings) == {concat("", [
		"No signature of the image is by the key cosign.pub. ",
		"One is by the key cosign.pub, but in no log of the trusted root.",
	])}
}

test_nobody_has_signed if {
	messages({"signatures": []}, {"keys": ["cosign.pub", "other.pub"]}) == {"Nobody has signed the image; expected: the key cosign.pub or the key other.pub."}
}

test_not_known_is_no_pass if {
	messages({}, {"keys": ["cosign.pub"]}) == {"Who has signed the image is not known; expected: the key cosign.pub."}
	messages({}, {"keys": ["cosign.pub"], "of": "all"}) == {"Who has signed the image is not known; expected: the key cosign.pub."}
}

test_all_of_them if {
	settings := {
		"of": "all",
		"keys": ["cosign.pub"],
		"identities": [{"issuer": "https://oidc.example", "subject": workflow}],
	}
	passes([by_key, by_workflow], settings)
	messages({"signatures": [by_key]}, settings) == {concat("", [
		$"No signature of the image is by {workflow} of https://oidc.example. ",
		"One is by the key cosign.pub.",
	])}
	messages({"signatures": []}, settings) == {$"Nobody has signed the image; expected: {workflow} of https://oidc.example and the key cosign.pub."}
}
