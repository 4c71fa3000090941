package lumogate.os.allowed_test

import data.lumogate.os.allowed

messages(os, allow) := {finding.msg |
	some finding in allowed.deny with input as {"os": os}
		with data.settings as {"os.allowed": {"allow": allow}}
		with lumogate.version.satisfies as in_order
}

# Stands for lumogate's own comparison, which is no Rego.
in_order("os/debian", "12", ">= 12")

test_an_allowed_system if {
	messages({"id": "debian", "versionId": "12"}, [{"id": "debian"}]) == set()
	messages({"id": "debian", "versionId": "12"}, [{"id": "debian", "versions": ">= 12"}]) == set()
	messages({"id": "debian"}, [{"id": "debian"}]) == set()
}

test_another_system if {
	messages({"id": "ubuntu", "versionId": "22.04"}, [{"id": "debian", "versions": ">= 12"}, {"id": "wolfi"}]) == {concat("", [
		"The operating system ubuntu 22.04 is not allowed; ",
		"allowed: debian >= 12, wolfi.",
	])}
}

test_another_version if {
	messages({"id": "debian", "versionId": "11"}, [{"id": "debian", "versions": ">= 12"}]) == {concat("", [
		"The operating system debian 11 is not allowed; ",
		"allowed: debian >= 12.",
	])}
}

test_a_system_without_version_is_in_no_range if {
	messages({"id": "debian"}, [{"id": "debian", "versions": ">= 1"}]) == {concat("", [
		"The operating system debian, which does not say its version (VERSION_ID), is not allowed; ",
		"allowed: debian >= 1.",
	])}
}

test_no_system_at_all if {
	findings := allowed.deny with input as {} with data.settings as {"os.allowed": {"allow": [{"id": "debian"}]}}
	{finding.msg | some finding in findings} == {concat("", [
		"No file in the image says what operating system it is (os-release); ",
		"allowed: debian.",
	])}
}
