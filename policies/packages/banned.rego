# METADATA
# title: No banned package is installed
# description: |-
#   Compares every package in the image with the list in lumogate.yaml. A ban names a package, or several: `*` in a name
#   stands for any characters, and capitals are the same as small letters. A Maven artifact is met with its group and
#   without, Gentoo's packages with their category and without, a Python package however its name is spelt. It can be
#   limited to a type and to a range of versions, which compare as the package manager itself compares them, epoch
#   included. A ban can also be a package URL: without a version it means any; namespace and qualifiers (arch, distro,
#   epoch) have to match where they are given, unless the image does not say its own. Names are those of installed
#   (binary) packages, not of the source packages that they were built from.
# custom:
#   severity: error
#   fix: Take the package out of the image, or install a version that is not banned.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [packages]
#     properties:
#       packages:
#         description: The bans. Each item is a name, an object with conditions, or an object with a package URL.
#         type: array
#         minItems: 1
#         examples:
#         - [telnet, "*-dev", {name: openssl, type: deb, versions: < 3.0.11, reason: CVE-2023-5363}]
#         - [{purl: "pkg:npm/event-stream@3.3.6"}]
#         items:
#           description: A name, where * stands for any characters; or a ban with conditions; or a package URL.
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, format: package-name}
#           else:
#             type: object
#             if: {type: object, required: [purl], properties: {purl: true}}
#             then:
#               type: object
#               additionalProperties: false
#               properties:
#                 purl: {description: "A package URL; without a version: any.", type: string, format: purl}
#                 reason: {description: Findings quote it., type: string, minLength: 1}
#                 effective_on: {description: A warning until then., type: string, format: date-time}
#             else:
#               type: object
#               additionalProperties: false
#               required: [name]
#               properties:
#                 name: {description: "A name, where * stands for any characters.", type: string, format: package-name}
#                 type: {description: "A package URL's type, such as deb or npm; left out: any.", type: string, format: package-type}
#                 versions: {description: "A range; left out: any version.", type: string, format: version-range}
#                 reason: {description: Findings quote it., type: string, minLength: 1}
#                 effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.packages.banned

import data.lumogate.lib.packages as lib

deny contains lib.dated(finding, ban) if {
	some item in data.settings["packages.banned"].packages
	ban := lib.as_item(item)
	some index in lib.places(ban.name)
	installed := input.packages[index]
	lib.of_type(ban, installed)
	of_url(ban, installed)
	of_version(ban, installed)
	finding := {"msg": message(ban, installed), "subject": installed.purl, "fix": fix(ban, installed)}
}

of_version(ban, installed) if {
	not ban.url.any_epoch
	lib.of_version(ban, installed)
}

# The URL of an rpm has its epoch in a qualifier, and a qualifier that is not given means any.
of_version(ban, installed) if {
	ban.url.any_epoch
	lumogate.version.satisfies(installed.type, installed.version, ban.versions)
}

of_url(ban, _) if not ban.url

# What a package's own URL does not say cannot tell it apart from a banned one: no os-release, no namespace.
of_url(ban, installed) if {
	[address, qualifiers] := array.slice(array.concat(split(installed.purl, "?"), [""]), 0, 2)
	path := split(address, "/")
	of_namespace(ban.url, array.slice(path, 1, count(path) - 1))
	every key, qualifier in ban.url.qualifiers {
		of_qualifier(key, qualifier, split(qualifiers, "&"))
	}
}

of_namespace(url, _) if not url.namespace

of_namespace(_, []) := true

of_namespace(url, [namespace]) if namespace == url.namespace

of_qualifier(_, qualifier, written) if qualifier in written

of_qualifier(key, _, written) if {
	every one in written {
		not startswith(one, $"{key}=")
	}
}

message(ban, installed) := concat("", [
	$"{lib.words(installed)} is banned",
	listed_as(ban),
	in_versions(ban),
	lib.because(ban),
])

listed_as(ban) := $" as {ban.name}" if {
	contains(ban.name, "*")
} else := $" as {ban.purl}" if {
	ban.purl
} else := ""

in_versions(ban) := lib.range_words(ban) if {
	not ban.purl
} else := ""

fix(ban, installed) := $"Install a version that is not banned{lib.command("upgrade", installed)}." if {
	ban.versions
} else := lib.remove_fix(installed)
