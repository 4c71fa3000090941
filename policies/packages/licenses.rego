# METADATA
# title: Packages have licences that may be used
# description: |-
#   Compares the licences that packages' databases record with lumogate.yaml's lists: none of `denied`, and, where
#   `allowed` is given, nothing but these. Entries are SPDX identifiers, where `*` stands for any characters (`AGPL-*`);
#   capitals are small letters, and GPLv2+, GPL-2+ and GPL-2.0-or-later are one licence. Of `A OR B` one good choice is
#   enough, `A AND B` has to be good in both; several licences without a word between them count as AND. Databases know
#   little: dpkg's none at all. What is to become of packages without a licence, or with words that are no SPDX
#   identifier, says `unknown`.
# custom:
#   severity: error
#   fix: Take the package out of the image, or have its licence allowed.
#   settings:
#     type: object
#     additionalProperties: false
#     anyOf:
#     - {type: object, required: [denied], properties: {denied: true}}
#     - {type: object, required: [allowed], properties: {allowed: true}}
#     - {type: object, required: [unknown], properties: {unknown: true}}
#     properties:
#       denied:
#         description: "Licences that no package may have: SPDX identifiers, * stands for any characters."
#         type: array
#         minItems: 1
#         items: {type: string, pattern: '^[A-Za-z0-9.+*-]+$'}
#         examples:
#         - [AGPL-*, SSPL-1.0, BUSL-1.1]
#       allowed:
#         description: The only licences that packages may have.
#         type: array
#         minItems: 1
#         items: {type: string, pattern: '^[A-Za-z0-9.+*-]+$'}
#         examples:
#         - [MIT, Apache-2.0, BSD-*, ISC]
#       exceptions:
#         description: "SPDX exceptions under which a denied licence passes, as in GPL-3.0-or-later WITH GCC-exception-3.1."
#         type: array
#         minItems: 1
#         items: {type: string, pattern: '^[A-Za-z0-9.+-]+$'}
#         examples:
#         - [GCC-exception-3.1, Classpath-exception-2.0]
#       unknown:
#         description: "What a package is whose licence nobody can tell; left out: error where there is a list of allowed licences, else ignore."
#         type: string
#         enum: [ignore, note, warning, error]
#       except:
#         description: Names of packages that are not judged; * stands for any characters.
#         type: array
#         minItems: 1
#         items: {type: string, format: package-name}
#         examples:
#         - [bash, "@acme/*"]
#       types:
#         description: "The types of packages that are judged; left out: all."
#         type: array
#         minItems: 1
#         items: {type: string, format: package-type}
#         examples:
#         - [apk, npm]
package lumogate.packages.licenses

import data.lumogate.lib.licenses
import data.lumogate.lib.packages as lib

deny contains {"msg": msg, "subject": installed.purl, "fix": fix} if {
	some installed in input.packages
	some text in installed.licenses
	culprits := bad[text]
	judged(installed)
	msg := $"{lib.words(installed)} has the licence {text}, which is not allowed{because(text, culprits)}"
	fix := lib.remove_fix(installed)
}

deny contains {"msg": msg, "subject": installed.purl, "fix": fix, "severity": unknown} if {
	unknown != "ignore"
	some installed in input.packages
	reason := unknown_reason(installed)
	judged(installed)
	msg := $"{lib.words(installed)} {reason}"
	fix := $"Find out the licence of {installed.name}; then write the package below \"except\", or take it out of the image."
}

settings := data.settings["packages.licenses"]

rules := {
	"denied": licenses.patterns(object.get(settings, "denied", [])),
	"allowed": licenses.patterns(object.get(settings, "allowed", [])),
	"exceptions": {lower(each) | some each in object.get(settings, "exceptions", [])},
}

# Packages share their licences: each text is read once.
texts contains text if {
	some installed in input.packages
	some text in installed.licenses
}

# By text, the licences in it that may not be used.
bad[text] := culprits if {
	some text in texts
	not licenses.passes(text, rules)
	not is_vague(text)
	culprits := {name | some name in licenses.names(text); not licenses.is_fine(name, rules)}
}

unclear contains text if {
	some text in texts
	some name in licenses.names(text)
	not licenses.is_known(name)
}

unclear contains text if {
	some text in texts
	licenses.names(text) == set()
}

# Not in the list of allowed ones, since it says nothing: `unknown` decides on it. What is denied by its words is
# denied.
is_vague(text) if {
	text in unclear
	licenses.passes(text, object.union(rules, {"allowed": []}))
}

unknown := object.get(settings, "unknown", default_unknown)

default_unknown := "error" if {
	settings.allowed
} else := "ignore"

unknown_reason(installed) := "does not say its licence" if {
	count(object.get(installed, "licenses", [])) == 0
} else := $"has the licence {vague[0]}, and that is no SPDX identifier" if {
	vague := [text | some text in installed.licenses; text in unclear; not bad[text]]
	count(vague) > 0
}

judged(installed) if {
	of_types(installed)
	not excepted(installed)
}

of_types(_) if not settings.types

of_types(installed) if installed.type in settings.types

excepted(installed) if {
	some pattern in settings.except
	lib.matches(pattern, lower(installed.name))
}

because(text, culprits) := "" if {
	lower(text) in culprits
} else := $" because of {concat(", ", sort(culprits))}"
