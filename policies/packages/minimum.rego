# METADATA
# title: Packages have their lowest version at least
# description: |-
#   A floor under the versions of packages: what is installed has to have the version in lumogate.yaml's list or a later
#   one, in the order of its own package manager, epoch included. A package that is not installed passes
#   (packages.required demands it). A version that its package manager would refuse cannot be compared: then lumogate
#   cannot judge.
# custom:
#   severity: error
#   fix: Install a later version of the package.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [packages]
#     properties:
#       packages:
#         description: The floors.
#         type: array
#         minItems: 1
#         examples:
#         - [{name: openssl, type: deb, version: 3.0.11-1~deb12u2}, {name: log4j-core, type: maven, version: 2.17.1, reason: CVE-2021-44832}]
#         items:
#           type: object
#           additionalProperties: false
#           required: [name, version]
#           properties:
#             name: {description: "A name, where * stands for any characters.", type: string, format: package-name}
#             type: {description: "A package URL's type; left out: any.", type: string, format: package-type}
#             version: {description: "The lowest version that passes, with its epoch where it has one.", type: string, format: version-range, pattern: '^[^\s|<>=!,]+$'}
#             reason: {description: Findings quote it., type: string, minLength: 1}
#             effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.packages.minimum

import data.lumogate.lib.packages as lib

deny contains lib.dated(finding, floor) if {
	some floor in data.settings["packages.minimum"].packages
	below := object.union(floor, {"versions": $"< {floor.version}"})
	some installed in lib.selected(below)
	finding := {
		"msg": $"{lib.words(installed)} is older than {floor.version}, the lowest version that is allowed{lib.because(floor)}",
		"subject": installed.purl,
		"fix": $"Install {installed.name} {floor.version} or later{lib.command("upgrade", installed)}.",
	}
}
