package lumogate.packages.sources_test

import data.lumogate.packages.sources

database := {"type": "rpm", "path": "/var/lib/rpm/rpmdb.sqlite"}

rpm := {
	"type": "rpm",
	"name": "bash",
	"version": "5.1-6.el9",
	"purl": "pkg:rpm/redhat/bash@5.1-6.el9",
	"vendor": "Red Hat, Inc.",
	"maintainer": "Somebody",
	"signedBy": ["199e2f91fd431d51"],
	"locations": [{"path": database.path}],
}

key := {
	"type": "rpm",
	"name": "gpg-pubkey",
	"version": "fd431d51-4ae0493b",
	"purl": "pkg:rpm/redhat/gpg-pubkey@fd431d51-4ae0493b",
	"locations": [{"path": database.path}],
}

node := {"type": "generic", "name": "node", "version": "22.1.0", "purl": "pkg:generic/node@22.1.0", "evidence": "binary"}

redis := {"type": "bitnami", "name": "redis", "version": "7", "purl": "pkg:bitnami/redis@7", "evidence": "sbom"}

data_of_tests := {"type": "npm", "name": "evil", "version": "1", "purl": "pkg:npm/evil@1", "status": "unlisted"}

messages(packages, settings) := {finding.msg |
	some finding in sources.deny with input as {"packages": packages, "databases": [database]}
		with data.settings as {"packages.sources": settings}
}

test_what_was_recognised_is_told if {
	messages([rpm, key, node, redis, data_of_tests], {}) == {
		"node 22.1.0 (generic) was recognised by strings in a program: no package manager recorded it",
		"redis 7 (bitnami) is only claimed by an SBOM in the image: no package manager recorded it",
	}
}

test_subject_and_fix if {
	findings := sources.deny with input as {"packages": [node], "databases": []} with data.settings as {}
	{[finding.subject, finding.fix] | some finding in findings} == {[
		"pkg:generic/node@22.1.0",
		"Install node by a package manager, from a source that you trust, or list it below \"except\".",
	]}
}

test_kinds_say_what_is_looked_for if {
	unsigned := object.remove(rpm, ["signedBy"])
	messages([unsigned, node, redis, data_of_tests], {"kinds": ["unlisted"]}) == {"evil 1 (npm) is recorded where no package manager looks"}
	count(messages([unsigned, node, redis, data_of_tests], {"kinds": ["sbom"]})) == 1
}

test_an_rpm_without_a_signature if {
	unsigned := object.remove(rpm, ["signedBy"])
	messages([unsigned, key], {}) == {"bash 5.1-6.el9 (rpm) is not signed, as far as rpm's database says"}
}

test_a_list_without_signatures_says_nothing_of_them if {
	path := "/var/lib/rpmmanifest/container-manifest-2"
	listed := object.union(object.remove(rpm, ["signedBy"]), {"locations": [{"path": path}]})
	findings := sources.deny with input as {"packages": [listed], "databases": [{"type": "rpm", "path": path}]}
		with data.settings as {}
	findings == set()
}

test_keys_that_may_have_signed if {
	messages([rpm, key], {"signed_by": ["199E2F91FD431D51"]}) == set()
	messages([rpm, key], {"signed_by": ["567E347AD0044ADE55BA8A5F199E2F91FD431D51"]}) == set()
	messages([rpm, key], {"signed_by": ["0000000000000000"]}) == {concat("", [
		"bash 5.1-6.el9 (rpm) is not signed with one of the allowed keys, ",
		"but with 199e2f91fd431d51",
	])}
	messages([object.remove(rpm, ["signedBy"])], {"kinds": ["sbom"], "signed_by": ["199e2f91fd431d51"]}) == {concat("", [
		"bash 5.1-6.el9 (rpm) is not signed with one of the allowed keys, ",
		"but not at all",
	])}

	# The end of everything is nobody's key.
	count(messages([object.union(rpm, {"signedBy": ["", "1"]})], {"signed_by": ["199e2f91fd431d51"]})) == 1
}

test_vendors_and_maintainers if {
	messages([rpm, key, node], {"kinds": ["unlisted"], "vendors": ["red hat*"]}) == set()
	messages([rpm, key], {"vendors": ["Somebody"]}) == {concat("", [
		"bash 5.1-6.el9 (rpm) comes from Red Hat, Inc., ",
		"who is not in the list of vendors",
	])}
	debian := {"type": "deb", "name": "a", "version": "1", "purl": "pkg:deb/a@1", "maintainer": "A <a@lists.debian.org>"}
	messages([debian], {"vendors": ["*@lists.debian.org>"]}) == set()
	messages([object.remove(debian, ["maintainer"])], {"vendors": ["*"]}) == {concat("", [
		"a 1 (deb) comes from nobody that its database names, ",
		"who is not in the list of vendors",
	])}
}

test_exceptions_pass if {
	unsigned := object.remove(rpm, ["signedBy"])
	packages := [object.union(unsigned, {"name": "Acme-a"}), object.union(node, {"name": "acme-b"}), object.union(redis, {"name": "acme-c"}), object.union(data_of_tests, {"name": "acme-d"})]
	messages(packages, {"kinds": ["unsigned", "binary", "sbom", "unlisted"], "vendors": ["x"], "signed_by": ["0000000000000000"], "except": ["acme-*"]}) == set()
	count(messages(packages, {"kinds": ["unsigned", "binary", "sbom", "unlisted"], "except": ["acme"]})) == 4
}
