# METADATA
# title: The operating system is an allowed one
# description: |-
#   The ID of the image's os-release has to be in lumogate.yaml's list, and its VERSION_ID in the range of versions
#   that the list gives for it. Numbers and dots compare as dpkg compares them, Alpine's as apk does. A system that
#   does not say its version, as Debian's testing and unstable do not, is in no range.
# custom:
#   severity: error
#   fix: Build FROM an image of an allowed operating system.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [allow]
#     properties:
#       allow:
#         description: The systems that an image may be built on.
#         type: array
#         minItems: 1
#         items:
#           type: object
#           additionalProperties: false
#           required: [id]
#           properties:
#             id: { description: ID of os-release., type: string, pattern: '^[a-z0-9._-]+$' }
#             versions:
#               description: "A range of VERSION_ID; left out: any, or none."
#               type: string
#               format: version-range
#         examples:
#           - [{ id: debian, versions: ">= 12" }, { id: alpine, versions: ">= 3.20" }]
package lumogate.os.allowed

deny contains {"msg": msg, "fix": fix} if {
	not input.os
	msg := $"No file in the image says what operating system it is (os-release); allowed: {list}."
}

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	subject := system("@")
	not allowed
	msg := $"The operating system {system(" ")}{remark} is not allowed; allowed: {list}."
}

allowed if {
	some item in items
	item.id == input.os.id
	not item.versions
}

allowed if {
	some item in items
	item.id == input.os.id
	lumogate.version.satisfies($"os/{item.id}", input.os.versionId, item.versions)
}

items := data.settings["os.allowed"].allow

system(separator) := concat(separator, [input.os.id, input.os.versionId]) if {
	input.os.versionId
} else := input.os.id

remark := "" if {
	input.os.versionId
} else := ", which does not say its version (VERSION_ID),"

list := concat(", ", [text |
	some item in items
	text := trim_space(concat(" ", [item.id, object.get(item, "versions", "")]))
])

fix := $"Build FROM an image of one of them: {list}."
