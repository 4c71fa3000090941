package lumogate.labels.consistent_test

import data.lumogate.labels.consistent

oci(name) := concat("", ["org.opencontainers.image.", name])

digest := concat("", ["sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

findings(labels, annotations) := found if {
	found := consistent.deny with input as {"config": {"labels": labels}, "image": {"annotations": annotations}}
		with data.settings as {}
}

well_formed(name, value) if findings({oci(name): value}, {oci(name): value}) == set()

test_the_same_in_both_passes if {
	labels := {oci("version"): "1.2", "maintainer": "a"}
	findings(labels, object.union(labels, {"maintainer": "b", oci("title"): "x"})) == set()
}

test_an_annotation_that_says_something_else if {
	findings({oci("version"): "1.2"}, {oci("version"): "1.3"}) == {{
		"msg": "The label org.opencontainers.image.version is \"1.2\", and the annotation of the same name \"1.3\".",
		"subject": "org.opencontainers.image.version",
		"fix": concat("", [
			"Give both one value, or leave one of them out: LABEL org.opencontainers.image.version=... ",
			"sets the label, --annotation the other.",
		]),
	}}
}

test_an_image_without_any if {
	consistent.deny == set() with input as {"config": {"labels": {}}, "image": {}} with data.settings as {}
}

test_what_is_no_date if {
	findings({}, {oci("created"): "yesterday"}) == {{
		"msg": concat("", [
			"The annotation org.opencontainers.image.created is \"yesterday\", ",
			"which is not a date and time as RFC 3339 has them, such as 2026-01-31T12:00:00Z.",
		]),
		"subject": "org.opencontainers.image.created",
		"fix": "Give it a date and time as RFC 3339 has them, such as 2026-01-31T12:00:00Z, or leave it out.",
	}}
}

test_dates if {
	every value in ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+02:00", "2026-12-01T23:59:60Z"] {
		well_formed("created", value)
	}
	every value in ["", "2026-01-31", "2026-13-01T12:00:00Z", "2026-01-32T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:00:00", "1769860800"] {
		not well_formed("created", value)
	}
}

test_urls if {
	every name in ["url", "source", "documentation"] {
		well_formed(name, "https://example.com/a?b#c")
		well_formed(name, "git+ssh://git@example.com/a")
		not well_formed(name, "example.com/a")
		not well_formed(name, "git@example.com:a")
		not well_formed(name, "https://")
		not well_formed(name, "https://example.com/a b")
		not well_formed(name, "")
	}
}

test_revisions if {
	every value in ["8b1a9953c4611296a827abf8c47804d7e6c49c6b", "8B1A995", "r1234", "42"] {
		well_formed("revision", value)
	}
	every value in ["", "main", "v1.2", "8b1a99", "8b1a9953-dirty"] {
		not well_formed("revision", value)
	}
}

test_licenses if {
	every value in ["MIT", "Apache-2.0 OR MIT", "(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-own", "(MIT)", "MIT OR (ISC AND (X11))"] {
		well_formed("licenses", value)
	}
	every value in ["", "MIT License", "MIT, ISC", "MIT OR", "AND MIT OR"] {
		not well_formed("licenses", value)
	}
}

test_a_base_has_a_name_and_a_digest if {
	findings({oci("base.name"): "docker.io/library/debian:12", oci("base.digest"): digest}, {}) == set()
	findings({oci("base.name"): "docker.io/library/debian:12"}, {}) == set()
	findings({}, {oci("base.digest"): digest}) == {{
		"msg": concat("", [
			"The annotation org.opencontainers.image.base.digest tells a base image's digest, ",
			"but not its name (org.opencontainers.image.base.name).",
		]),
		"subject": "org.opencontainers.image.base.digest",
		"fix": "Add org.opencontainers.image.base.name, or leave org.opencontainers.image.base.digest out.",
	}}
	count(findings({oci("base.name"): "a", oci("base.digest"): "sha256:0"}, {})) == 1
}

test_other_names_are_not_judged if {
	findings({"created": "x", "org.example.created": "x", "a": "1"}, {"a": "2", "org.opencontainers.imagecreated": "x"}) == set()
}

test_exceptions_pass if {
	names := {oci("created"): "x", oci("base.digest"): digest, oci("version"): "1"}
	consistent.deny == set() with input as {"config": {"labels": names}, "image": {"annotations": {oci("version"): "2"}}}
		with data.settings as {"labels.consistent": {"except": ["org.opencontainers.image.*"]}}
}
