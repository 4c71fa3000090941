package lumogate.packages.minimum_test

import data.lumogate.packages.minimum

openssl := {"type": "deb", "name": "openssl", "version": "3.0.9-1", "epoch": 1, "arch": "amd64", "purl": "pkg:deb/debian/openssl@1:3.0.9-1?arch=amd64"}

log4j := {"type": "maven", "name": "org.apache.logging.log4j:log4j-core", "version": "2.14.1", "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"}

findings(floors) := found if {
	found := minimum.deny with input as {"packages": [openssl, log4j]}
		with data.settings as {"packages.minimum": {"packages": floors}}
		with lumogate.version.satisfies as in_order
}

# Stands for lumogate's own comparison, which is no Rego.
in_order("deb", "1:3.0.9-1", "< 1:3.0.11-1")

in_order("maven", "2.14.1", "< 2.17.1")

test_what_is_older_fails if {
	findings([{"name": "openssl", "version": "1:3.0.11-1", "reason": "CVE-2023-5363"}]) == {{
		"msg": concat("", [
			"openssl 1:3.0.9-1 (deb, amd64) is older than 1:3.0.11-1, ",
			"the lowest version that is allowed: CVE-2023-5363",
		]),
		"subject": openssl.purl,
		"fix": concat("", [
			"Install openssl 1:3.0.11-1 or later: ",
			"RUN apt-get update && apt-get install -y --only-upgrade openssl.",
		]),
	}}
}

test_an_artifact_is_met_without_its_group if {
	{finding.subject | some finding in findings([{"name": "log4j-core", "type": "maven", "version": "2.17.1"}])} == {log4j.purl}
}

test_what_is_not_older_passes if findings([{"name": "openssl", "version": "1:3.0.9-1"}]) == set()

test_what_is_not_installed_passes if findings([{"name": "curl", "version": "8"}]) == set()

test_another_type_is_another_package if findings([{"name": "openssl", "type": "apk", "version": "1:3.0.11-1"}]) == set()

test_a_floor_begins_on_its_day if {
	floors := [{"name": "openssl", "version": "1:3.0.11-1", "effective_on": "2030-01-01"}]
	{finding.effective_on | some finding in findings(floors)} == {"2030-01-01"}
}
