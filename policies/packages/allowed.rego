# METADATA
# title: Only allowed packages are installed
# description: |-
#   Every package in the image, or every one of the chosen types, has to be in lumogate.yaml's list. An item allows by
#   name, where `*` stands for any characters, by type, by the namespace of package URLs, by a range of versions, or by
#   several of these together. A name means the whole name, so that `evil.example:log4j-core` is not log4j's, but
#   capitals are small letters, and a Python package is met however its name is spelt.
# custom:
#   severity: error
#   fix: Take the package out of the image, or add it to the list of allowed packages.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [packages]
#     properties:
#       packages:
#         description: What may be installed. Each item is a name or an object with one condition at least.
#         type: array
#         minItems: 1
#         examples:
#         - [{type: deb, namespace: debian}, "@acme/*", {name: openssl, versions: ">= 3"}]
#         items:
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, format: package-name}
#           else:
#             type: object
#             additionalProperties: false
#             minProperties: 1
#             anyOf:
#             - {type: object, required: [name], properties: {name: true}}
#             - {type: object, required: [type], properties: {type: true}}
#             - {type: object, required: [namespace], properties: {namespace: true}}
#             properties:
#               name: {description: "A name, where * stands for any characters.", type: string, format: package-name}
#               type: {description: "A package URL's type.", type: string, format: package-type}
#               namespace: {description: "What stands between type and name in package URLs: debian, %40acme, golang.org/x.", type: string, pattern: '^[^/\s?#@]+(/[^/\s?#@]+)*$'}
#               versions: {description: "A range; left out: any version.", type: string, format: version-range}
#       types:
#         description: "The types of packages that are judged; left out: all."
#         type: array
#         minItems: 1
#         items: {type: string, format: package-type}
#         examples:
#         - [deb, pypi]
package lumogate.packages.allowed

import data.lumogate.lib.packages as lib

deny contains finding if {
	some installed in input.packages
	judged(installed)
	not allowed(installed)
	finding := {
		"msg": $"{lib.words(installed)} is not in the list of allowed packages",
		"subject": installed.purl,
		"fix": lib.remove_fix(installed),
	}
}

settings := data.settings["packages.allowed"]

judged(_) if not settings.types

judged(installed) if installed.type in settings.types

# Most are allowed by their names alone: no other condition is looked at for them.
allowed(installed) if {
	name := lower(installed.name)
	is_named(name, names)
} else if {
	installed.type == "pypi"
	is_named(lib.python_name(installed.name), python_names)
} else if {
	some item in others
	lib.of_type(item, installed)
	of_namespace(item, installed)
	of_name(item, installed)
	lib.of_version(item, installed)
}

is_named(name, among) if {
	name in among
} else if {
	some parts in stars
	startswith(name, parts[0])
	lib.matches_parts(parts, name)
}

items := [lib.as_item(item) | some item in settings.packages]

names contains lower(item.name) if {
	some item in items
	object.keys(item) == {"name"}
}

python_names contains lib.python_name(item.name) if {
	some item in items
	object.keys(item) == {"name"}
}

stars := [split(lower(item.name), "*") |
	some item in items
	object.keys(item) == {"name"}
	contains(item.name, "*")
]

others := [item |
	some item in items
	object.keys(item) != {"name"}
]

of_name(item, installed) if {
	not item.name
} else if {
	lib.matches(item.name, lower(installed.name))
} else if {
	installed.type == "pypi"
	some pattern in {item.name, lib.python_name(item.name)}
	lib.matches(pattern, lib.python_name(installed.name))
}

of_namespace(item, _) if not item.namespace

of_namespace(item, installed) if startswith(installed.purl, $"pkg:{installed.type}/{item.namespace}/")
