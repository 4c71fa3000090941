package lumogate.packages.allowed_test

import data.lumogate.packages.allowed

openssl := {"type": "deb", "name": "openssl", "version": "3.0.9-1", "purl": "pkg:deb/debian/openssl@3.0.9-1"}

login := {"type": "pypi", "name": "Flask_Login", "version": "0.6", "purl": "pkg:pypi/flask-login@0.6"}

log4j := {"type": "maven", "name": "org.apache:log4j", "version": "2", "purl": "pkg:maven/org.apache/log4j@2"}

babel := {"type": "npm", "name": "@babel/core", "version": "7.0.0", "purl": "pkg:npm/%40babel/core@7.0.0"}

denied(settings) := {finding.subject |
	some finding in allowed.deny with input as {"packages": [openssl, login, log4j, babel]}
		with data.settings as {"packages.allowed": settings}
		with lumogate.version.satisfies as in_order
}

# Stands for lumogate's own comparison, which is no Rego.
in_order("deb", "3.0.9-1", ">= 3")

all_but(allowed) := {openssl.purl, login.purl, log4j.purl, babel.purl} - allowed

test_what_is_not_listed_fails if {
	findings := allowed.deny with input as {"packages": [openssl]}
		with data.settings as {"packages.allowed": {"packages": ["curl"]}}
	findings == {{
		"msg": "openssl 3.0.9-1 (deb) is not in the list of allowed packages",
		"subject": openssl.purl,
		"fix": concat("", [
			"Take openssl out of the line that installs it; if the base image brings it, ",
			"remove it: RUN apt-get purge -y openssl.",
		]),
	}}
}

test_a_name_allows if {
	denied({"packages": ["OpenSSL"]}) == all_but({openssl.purl})
	denied({"packages": ["flask.login", "@babel/core"]}) == all_but({login.purl, babel.purl})
}

test_a_name_is_the_whole_name if denied({"packages": ["log4j", "core", "open", "ssl", "login"]}) == all_but(set())

test_spellings_are_python_s_alone if {
	dashed := {"type": "deb", "name": "flask-login", "version": "1", "purl": "D"}
	findings := allowed.deny with input as {"packages": [dashed]}
		with data.settings as {"packages.allowed": {"packages": ["flask_login"]}}
	count(findings) == 1
}

test_versions_are_compared_by_name_first if {
	# Of babel no version is compared: nobody could.
	settings := {"packages": [{"name": "openssl", "versions": ">= 3"}]}
	denied(settings) == all_but({openssl.purl})
}

test_a_star_allows if {
	denied({"packages": ["open*", "org.apache:*"]}) == all_but({openssl.purl, log4j.purl})
	denied({"packages": ["Flask-*"]}) == all_but({login.purl})
	denied({"packages": ["*"]}) == set()
}

test_a_type_allows if denied({"packages": [{"type": "deb"}]}) == all_but({openssl.purl})

test_a_namespace_allows if {
	denied({"packages": [{"namespace": "debian"}]}) == all_but({openssl.purl})
	denied({"packages": [{"namespace": "%40babel"}]}) == all_but({babel.purl})
	denied({"packages": [{"namespace": "deb"}, {"namespace": "org"}]}) == all_but(set())
}

test_conditions_hold_together if {
	denied({"packages": [{"name": "openssl", "type": "deb", "namespace": "debian", "versions": ">= 3"}]}) == all_but({openssl.purl})
	denied({"packages": [{"name": "flask.login", "type": "pypi"}]}) == all_but({login.purl})
	denied({"packages": [{"name": "flask-lo*", "type": "pypi"}]}) == all_but({login.purl})
	denied({"packages": [{"name": "openssl", "type": "apk"}]}) == all_but(set())
	denied({"packages": [{"name": "openssl", "namespace": "ubuntu"}]}) == all_but(set())
	denied({"packages": [{"name": "openssl", "versions": "< 3"}]}) == all_but(set())
}

test_only_the_chosen_types_are_judged if {
	denied({"packages": ["curl"], "types": ["deb", "npm"]}) == {openssl.purl, babel.purl}
}
