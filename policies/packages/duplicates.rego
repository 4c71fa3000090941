# METADATA
# title: No package is installed in several versions
# description: |-
#   Finds packages that the image has more than once, in different versions: same type, name and architecture. Without
#   settings only packages of systems are looked at (deb, apk, rpm, alpm, opkg), of which several versions are an
#   accident; in trees of npm or Maven they are usual, so name these types where you want to know. What systems keep
#   side by side by intent, such as kernels and rpm's keys, is left out, as is what a package manager would not tell of.
# custom:
#   severity: warning
#   fix: Keep one version of the package, and remove the others.
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       types:
#         description: "The types of packages that are judged; left out: deb, apk, rpm, alpm and opkg."
#         type: array
#         minItems: 1
#         items: {type: string, format: package-type}
#         examples:
#         - [deb, pypi, maven]
#       except:
#         description: Names of packages that may be there in several versions; * stands for any characters.
#         type: array
#         minItems: 1
#         items: {type: string, format: package-name}
#         examples:
#         - [kernel-*, "org.slf4j:*"]
package lumogate.packages.duplicates

import data.lumogate.lib.packages as lib

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	some places in lib.by_name
	count(places) > 1
	some identity in {identify(input.packages[place]) | some place in places}
	identity.type in types
	same := [installed |
		some place in places
		installed := input.packages[place]
		identify(installed) == identity
		not lib.is_hidden(installed)
	]
	versions := {lib.full_version(installed) | some installed in same}
	count(versions) > 1
	not excepted(lower(identity.name))
	subject := min({installed.purl | some installed in same})
	msg := $"{identity.name} ({lib.kind(same[0])}) is installed in {count(versions)} versions: {concat(", ", sort(versions))}"
	fix := $"Keep one version of {identity.name}, and remove the others; they are recorded in {places_words(same)}."
}

settings := object.get(data.settings, "packages.duplicates", {})

types := object.get(settings, "types", ["deb", "apk", "rpm", "alpm", "opkg"])

identify(installed) := {"type": installed.type, "name": installed.name, "arch": object.get(installed, "arch", "")}

# A few of them: a tree of modules has hundreds.
places_words(same) := $"{concat(", ", array.slice(paths, 0, 3))}{more(count(paths) - 3)}" if {
	paths := sort({location.path | some installed in same; some location in installed.locations})
}

more(number) := $" and {number} more" if {
	number > 0
} else := ""

excepted(name) if name in side_by_side

excepted(name) if {
	some pattern in settings.except
	lib.matches(pattern, name)
}

# rpm's installonlypkgs, of which each version is a package of its own to the package manager, and the keys it trusts.
excepted(name) if regex.match(`^kernel(-|$)`, name)

side_by_side := {"gpg-pubkey"}
