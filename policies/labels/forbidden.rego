# METADATA
# title: The image has no forbidden label
# description: |-
#   Labels whose key is in lumogate.yaml's list must not be there, whatever their value; `*` in a key stands for any
#   characters. Labels are inherited: one that the base image sets can be emptied in a Dockerfile, but not removed, so
#   it takes another base image.
# custom:
#   severity: error
#   fix: Take the label out of the Dockerfile, or build from a base image without it.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [labels]
#     properties:
#       labels:
#         description: "Each item is a label's key, where * stands for any characters; or an object with the key and a reason."
#         type: array
#         minItems: 1
#         examples:
#         - [maintainer, "com.example.internal.*", {name: build-host, reason: It tells the name of a machine.}]
#         items:
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, minLength: 1}
#           else:
#             type: object
#             additionalProperties: false
#             required: [name]
#             properties:
#               name: {description: "The label's key; * stands for any characters.", type: string, minLength: 1}
#               reason: {description: Findings quote it., type: string, minLength: 1}
#               effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.labels.forbidden

import data.lumogate.lib.packages as lib

deny contains lib.dated({"msg": msg, "subject": name, "fix": fix}, item) if {
	some setting in data.settings["labels.forbidden"].labels
	item := lib.as_item(setting)
	some name, _ in input.config.labels
	lib.matches(item.name, lower(name))
	msg := $"The label {name} must not be there{listed_as(item, name)}{lib.because(item)}"
	fix := $"Take LABEL {name} out of the Dockerfile; if the base image sets it, build from another one."
}

listed_as(item, name) := "" if {
	item.name == name
} else := $", as {item.name}"
