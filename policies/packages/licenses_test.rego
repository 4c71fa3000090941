package lumogate.packages.licenses_test

import data.lumogate.packages.licenses

package_under(texts) := {
	"type": "apk",
	"name": "a",
	"version": "1",
	"purl": "pkg:apk/alpine/a@1",
	"licenses": texts,
}

findings(packages, settings) := found if {
	found := licenses.deny with input as {"packages": packages}
		with data.settings as {"packages.licenses": settings}
}

passes(text, settings) if count(findings([package_under([text])], settings)) == 0

test_a_denied_licence_fails if {
	findings([package_under(["MIT", "AGPL-3.0-only"])], {"denied": ["agpl-*"]}) == {{
		"msg": "a 1 (apk) has the licence AGPL-3.0-only, which is not allowed",
		"subject": "pkg:apk/alpine/a@1",
		"fix": concat("", [
			"Take a out of the line that installs it; if the base image brings it, ",
			"remove it: RUN apk del a.",
		]),
	}}
}

test_a_part_of_a_licence_is_named if {
	some finding in findings([package_under(["MIT AND (GPL-3.0-only OR SSPL-1.0)"])], {"denied": ["GPL-3.0-only", "SSPL-1.0"]})
	finding.msg == concat("", [
		"a 1 (apk) has the licence MIT AND (GPL-3.0-only OR SSPL-1.0), ",
		"which is not allowed because of gpl-3.0-only, sspl-1.0",
	])
}

# With GPL-3.0 denied, by whom it is licensed and whether that passes.
test_expressions if {
	good := [
		"MIT", "MIT OR GPL-3.0-only", "(MIT OR GPL-3.0-only)", "mit or gpl-3.0-only",
		"(MIT AND BSD-3-Clause) OR GPL-3.0-only", "MIT OR (GPL-3.0-only AND X11)", "((MIT) OR (GPL-3.0-only))",
		"GPL-2 | GPL-3", "LGPL-3.0-only", "GPL-3.0-or-later", "GPL-2.0-only",
		"(((MIT OR GPL-3.0-only)))",
	]
	every text in good {
		passes(text, {"denied": ["GPL-3.0-only"]})
	}
	poor := [
		"GPL-3.0-only", "gpl-3.0-ONLY", "MIT AND GPL-3.0-only", "MIT and (GPL-3.0-only OR GPL-3.0-only)",
		"(MIT OR BSD) AND GPL-3.0-only",
		"MIT/GPL-3.0-only", "MIT, GPL-3.0-only", "MIT; GPL-3.0-only", "MIT & GPL-3.0-only", "GPL-3.0-only + file LICENSE",
		"GPL-3.0", "GPLv3", "GPL-3", "GPL3", "GPL v3", "GNU General Public License v3 (GPLv3)",
		"GPL-3.0-only WITH GCC-exception-3.1", "MIT AND (GPL-3.0-only", "MIT OR ((((GPL-3.0-only))))",
		"GPL-3.0-only \u0001", "(GPL-3.0-only) MIT", "MIT AND\tGPL-3.0-only",
	]
	every text in poor {
		not passes(text, {"denied": ["GPL-3.0-only"]})
	}
}

test_nothing_is_no_choice if {
	every text in [
		"GPL-3.0-only OR", "GPL-3.0-only OR ", "GPL-3.0-only||", "GPL-3.0-only | ,", "GPL-3.0-only OR ()", "GPL-3.0-only OR (())",
		"GPL-3.0-only OR )", "GPL-3.0-only OR ---", "GPL-3.0-only OR AND", "OR GPL-3.0-only", "WITH GPL-3.0-only", "GPL-3.0-only WITH",
	] {
		not passes(text, {"denied": ["GPL-3.0-only"]})
	}
	every text in ["MIT OR", "MIT ()", "MIT, ", "() OR MIT"] {
		passes(text, {"denied": ["GPL-3.0-only"]})
		passes(text, {"allowed": ["MIT"]})
	}
}

test_a_group_hides_nothing_beside_it if {
	not passes("GPL-3.0-only (see) LICENSE", {"denied": ["GPL-3.0-only"]})
	not passes("X (MIT) GPL-3.0-only", {"denied": ["GPL-3.0-only"]})
}

test_deep_or_open_groups_are_no_choice if {
	passes("((((MIT))))", {"denied": ["GPL-*"]})
	not passes("((((MIT OR GPL-3.0-only))))", {"denied": ["GPL-*"]})
	not passes("(MIT OR GPL-3.0-only", {"denied": ["GPL-*"]})
}

test_later_versions_are_other_licences if {
	every text in ["GPLv3+", "GPL-3+", "GPL-3.0+", "GPL-3.0-or-later", "GNU General Public License v3 or later (GPLv3+)"] {
		passes(text, {"denied": ["GPL-3.0-only"]})
		not passes(text, {"denied": ["GPL-3.0-or-later"]})
		not passes(text, {"denied": ["GPL-3.0*"]})
	}
	not passes("LGPLv2.1+", {"denied": ["LGPL-2.1-or-later"]})
}

test_an_exception_may_save_a_licence if {
	text := "GPL-3.0-or-later WITH GCC-exception-3.1"
	not passes(text, {"denied": ["GPL-*"]})
	passes(text, {"denied": ["GPL-*"], "exceptions": ["GCC-exception-3.1"]})
	not passes("GPL-3.0-or-later", {"denied": ["GPL-*"], "exceptions": ["GCC-exception-3.1"]})
	not passes($"{text} AND GPL-2.0-only", {"denied": ["GPL-*"], "exceptions": ["GCC-exception-3.1"]})
}

test_only_allowed_licences_pass if {
	allowed := {"allowed": ["MIT", "BSD-*", "Apache-2.0"]}
	every text in ["MIT", "Expat", "bsd-3-clause", "MIT AND BSD-2-Clause", "MIT OR GPL-3.0-only", "ASL 2.0", "Expat AND BSD-2-Clause", "Apache-2.0 WITH LLVM-exception"] {
		passes(text, allowed)
	}
	every text in ["GPL-2.0-only", "MIT AND GPL-2.0-only", "Weird", "MIT File", ""] {
		not passes(text, allowed)
	}
	passes("GPL-2.0-only", {"allowed": ["*"]})
	not passes("GPL-2.0-only", {"allowed": ["*"], "denied": ["GPL-*"]})
}

test_what_says_nothing_is_up_to_the_settings if {
	silent := object.remove(package_under([]), ["licenses"])
	vague := package_under(["BSD", "MIT"])
	findings([silent, vague], {"denied": ["GPL-*"]}) == set()
	{[finding.msg, finding.severity] |
		some finding in findings([silent, vague, package_under(["MIT"])], {"denied": ["GPL-*"], "unknown": "warning"})
	} == {
		["a 1 (apk) does not say its licence", "warning"],
		["a 1 (apk) has the licence BSD, and that is no SPDX identifier", "warning"],
	}
	{finding.severity | some finding in findings([silent, vague], {"allowed": ["MIT"]})} == {"error"}
	findings([silent, vague], {"allowed": ["MIT"], "unknown": "ignore"}) == set()
	count(findings([package_under([" , "])], {"unknown": "error"})) == 1
}

test_what_is_denied_by_its_words_is_not_just_unknown if {
	some finding in findings([package_under(["GPL"])], {"denied": ["GPL*"], "unknown": "warning"})
	finding.msg == "a 1 (apk) has the licence GPL, which is not allowed"
}

test_a_denied_licence_among_words_is_denied if {
	settings := {"denied": ["GPL-3.0-only"], "exceptions": ["Classpath-exception-2.0"]}
	every text in ["GPL-3.0-only MIT", "MIT GPL-3.0-only", "the gpl-3.0-only licence"] {
		not passes(text, settings)
	}
	passes("MIT OR Apache GPL-3.0-only", settings)
	passes("GPL-3.0-or-later MIT", settings)
	passes("GPL-3.0-only WITH Classpath-exception-2.0", settings)
}

test_exceptions_and_types_limit_it if {
	packages := [package_under(["GPL-3.0-only"])]
	findings(packages, {"denied": ["GPL-*"], "except": ["A"]}) == set()
	findings(packages, {"denied": ["GPL-*"], "except": ["a*"]}) == set()
	findings(packages, {"denied": ["GPL-*"], "types": ["npm"]}) == set()
	count(findings(packages, {"denied": ["GPL-*"], "except": ["b"], "types": ["apk"]})) == 1
}
