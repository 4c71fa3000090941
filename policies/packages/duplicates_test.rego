package lumogate.packages.duplicates_test

import data.lumogate.packages.duplicates

installed(type, name, version) := {
	"type": type,
	"name": name,
	"version": version,
	"arch": "x86_64",
	"purl": $"pkg:{type}/{name}@{version}",
	"locations": [{"path": $"/{name}/{version}"}],
}

findings(packages, settings) := found if {
	found := duplicates.deny with input as {"packages": packages}
		with data.settings as {"packages.duplicates": settings}
}

subjects(packages, settings) := {finding.subject | some finding in findings(packages, settings)}

test_two_versions_fail if {
	findings([installed("rpm", "openssl", "1.1"), installed("rpm", "openssl", "3.0")], {}) == {{
		"msg": "openssl (rpm, x86_64) is installed in 2 versions: 1.1, 3.0",
		"subject": "pkg:rpm/openssl@1.1",
		"fix": "Keep one version of openssl, and remove the others; they are recorded in /openssl/1.1, /openssl/3.0.",
	}}
}

test_it_works_without_settings if {
	packages := [installed("deb", "a", "1"), installed("deb", "a", "2")]
	count(duplicates.deny) == 1 with input as {"packages": packages} with data.settings as {}
}

test_an_epoch_is_a_part_of_the_version if {
	newer := object.union(installed("rpm", "a", "1"), {"epoch": 1})
	count(subjects([installed("rpm", "a", "1"), newer], {})) == 1
}

test_one_version_for_two_architectures_passes if {
	other := object.union(installed("deb", "libc6", "2.36"), {"arch": "i386"})
	subjects([installed("deb", "libc6", "2.36"), other], {}) == set()

	# Nor are two versions, of which each has its own.
	subjects([installed("deb", "libc6", "2.35"), other], {}) == set()
}

test_other_packages_of_the_name_are_others if {
	subjects([installed("rpm", "a", "1"), installed("deb", "a", "2"), installed("rpm", "A", "3")], {}) == set()
}

test_trees_of_modules_are_looked_at_on_demand if {
	tree := [installed("npm", "ms", number) | some number in ["1", "2", "3", "4"]]
	subjects(tree, {}) == set()
	some finding in findings(tree, {"types": ["npm"]})
	endswith(finding.fix, "in /ms/1, /ms/2, /ms/3 and 1 more.")
	count(subjects([installed("rpm", "a", "1"), installed("rpm", "a", "2")], {"types": ["npm"]})) == 0
}

test_what_is_kept_side_by_side_passes if {
	every name in ["gpg-pubkey", "kernel", "kernel-core"] {
		subjects([installed("rpm", name, "1"), installed("rpm", name, "2")], {}) == set()
	}
	count(subjects([installed("rpm", "kernelshark", "1"), installed("rpm", "kernelshark", "2")], {})) == 1
}

test_exceptions_pass if {
	packages := [installed("rpm", "OpenSSL", "1"), installed("rpm", "OpenSSL", "2")]
	subjects(packages, {"except": ["openssl"]}) == set()
	subjects(packages, {"except": ["open*"]}) == set()
	count(subjects(packages, {"except": ["ssl"]})) == 1
}

test_what_a_package_carries_for_itself_is_not_counted if {
	carried := object.union(installed("pypi", "idna", "2"), {"status": "vendored"})
	subjects([installed("pypi", "idna", "1"), carried], {"types": ["pypi"]}) == set()
}
