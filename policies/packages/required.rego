# METADATA
# title: Every required package is installed
# description: |-
#   Every item of the list in lumogate.yaml has to be met by one installed package at least: by its name, and by type
#   and range of versions where the item gives them. `*` in a name stands for any characters. An item can also be a
#   choice of several (`any`), of which one is enough. Packages that a package manager would not tell of, such as test
#   data, are not counted.
# custom:
#   severity: error
#   fix: Install the package in the Dockerfile.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [packages]
#     properties:
#       packages:
#         description: What has to be there. Each item is a name, an object with conditions, or a choice of several.
#         type: array
#         minItems: 1
#         examples:
#         - [ca-certificates, {name: openssl, type: apk, versions: ">= 3.0"}]
#         - [{any: [acme-agent, "acme-agent-*"], reason: Every image runs the agent.}]
#         items:
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, format: package-name}
#           else:
#             type: object
#             if: {type: object, required: [any], properties: {any: true}}
#             then:
#               type: object
#               additionalProperties: false
#               properties:
#                 any:
#                   description: One of these is enough.
#                   type: array
#                   minItems: 1
#                   items:
#                     type: [string, object]
#                     if: {type: string}
#                     then: {type: string, format: package-name}
#                     else:
#                       type: object
#                       additionalProperties: false
#                       required: [name]
#                       properties:
#                         name: {description: "A name, where * stands for any characters.", type: string, format: package-name}
#                         type: {description: "A package URL's type; left out: any.", type: string, format: package-type}
#                         versions: {description: "A range; left out: any version.", type: string, format: version-range}
#                 reason: {description: Findings quote it., type: string, minLength: 1}
#                 effective_on: {description: A warning until then., type: string, format: date-time}
#             else:
#               type: object
#               additionalProperties: false
#               required: [name]
#               properties:
#                 name: {description: "A name, where * stands for any characters.", type: string, format: package-name}
#                 type: {description: "A package URL's type; left out: any.", type: string, format: package-type}
#                 versions: {description: "A range; left out: any version.", type: string, format: version-range}
#                 reason: {description: Findings quote it., type: string, minLength: 1}
#                 effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.packages.required

import data.lumogate.lib.packages as lib

deny contains lib.dated(finding, item) if {
	some setting in data.settings["packages.required"].packages
	item := lib.as_item(setting)
	wanted := choice(item)
	not any_installed(wanted)
	names := concat(" or ", [lib.item_words(one) | some one in wanted])
	finding := {
		"msg": $"The package {names} is required, and {instead(wanted)}{lib.because(item)}",
		"subject": concat("|", [one.name | some one in wanted]),
		"fix": $"Install {names} in the Dockerfile.",
	}
}

choice(item) := [lib.as_item(one) | some one in item.any] if {
	item.any
} else := [item]

any_installed(wanted) if {
	some one in wanted
	some installed in lib.selected(one)
	not lib.is_hidden(installed)
}

# What there is of these names, which is then of another type or version.
instead(wanted) := concat("", ["the image only has ", concat(", ", sort(others))]) if {
	others := {lib.words(input.packages[index]) |
		some one in wanted
		some index in lib.places(one.name)
	}
	count(others) > 0
} else := "the image does not have it"
