package lumogate.packages.required_test

import data.lumogate.packages.required

openssl := {
	"type": "deb",
	"name": "openssl",
	"version": "3.0.9-1",
	"epoch": 1,
	"arch": "amd64",
	"purl": "pkg:deb/debian/openssl@1:3.0.9-1?arch=amd64",
}

certificates := {"type": "apk", "name": "ca-certificates-bundle", "version": "20240226-r0", "purl": "pkg:apk/alpine/x"}

findings(packages) := found if {
	found := required.deny with input as {"packages": [openssl, certificates]}
		with data.settings as {"packages.required": {"packages": packages}}
		with lumogate.version.satisfies as in_order
}

# Stands for lumogate's own comparison, which is no Rego.
in_order("deb", "1:3.0.9-1", range) if range in [">= 1:3", "< 4"]

messages(packages) := {finding.msg | some finding in findings(packages)}

test_what_is_installed_passes if {
	messages([
		"openssl",
		"OpenSSL",
		"ca-certificates*",
		{"name": "openssl", "type": "deb", "versions": ">= 1:3"},
		{"any": ["ca-certificates", {"name": "ca-certificates-bundle", "type": "apk"}]},
	]) == set()
}

test_what_is_missing_is_found_by_its_own_name if {
	findings(["curl"]) == {{
		"msg": "The package curl is required, and the image does not have it",
		"subject": "curl",
		"fix": "Install curl in the Dockerfile.",
	}}

	# A part of a name is not the name.
	count(messages(["ssl", "openss", "ca-certificates"])) == 3
}

test_another_version_or_type_is_told if {
	messages([{"name": "openssl", "versions": ">= 1:4", "reason": "FIPS."}]) == {concat("", [
		"The package openssl in versions >= 1:4 is required, and the image only has ",
		"openssl 1:3.0.9-1 (deb, amd64): FIPS.",
	])}
	messages([{"name": "openssl", "type": "apk"}]) == {concat("", [
		"The package openssl (apk) is required, and the image only has ",
		"openssl 1:3.0.9-1 (deb, amd64)",
	])}
}

test_of_a_choice_one_is_enough_and_none_is_not if {
	messages([{"any": ["curl", {"name": "wget", "type": "deb"}], "reason": "Health checks."}]) == {concat("", [
		"The package curl or wget (deb) is required, and the image does not have it",
		": Health checks.",
	])}
	{finding.subject | some finding in findings([{"any": ["curl", "wget"]}])} == {"curl|wget"}
}

test_every_item_counts_for_itself if count(messages(["openssl", "curl", "wget"])) == 2

test_test_data_is_no_installed_package if {
	every status in ["unlisted", "vendored"] {
		hidden := object.union(openssl, {"status": status})
		count(required.deny) == 1 with input as {"packages": [hidden]}
			with data.settings as {"packages.required": {"packages": ["openssl"]}}
	}
}

test_an_item_begins_on_its_day if {
	{finding.effective_on | some finding in findings([{"name": "curl", "effective_on": "2030-01-01"}])} == {"2030-01-01"}
}

test_an_empty_image_has_nothing if {
	count(required.deny) == 1 with input as {"packages": []}
		with data.settings as {"packages.required": {"packages": ["*"]}}
}
