# METADATA
# title: Labels have values that match
# description: |-
#   A label that the image has must match the pattern that lumogate.yaml gives for it: a regular expression in RE2
#   syntax, found anywhere in the value unless it is anchored with ^ and $. A label that is not there passes
#   (labels.required demands it). In a label's name `*` stands for any characters, so that one pattern can hold for all
#   labels of a family.
# custom:
#   severity: error
#   fix: Give the label a value that matches.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [labels]
#     properties:
#       labels:
#         description: Labels and what their values have to match.
#         type: array
#         minItems: 1
#         examples:
#         - [{name: maintainer, pattern: '@example\.com$'}, {name: "com.example.team.*", pattern: '^[a-z-]+$'}]
#         items:
#           type: object
#           additionalProperties: false
#           required: [name, pattern]
#           properties:
#             name: {description: "The label's key; * stands for any characters.", type: string, minLength: 1}
#             pattern: {description: "A regular expression in RE2 syntax.", type: string, minLength: 1, format: re2}
#             reason: {description: Findings quote it., type: string, minLength: 1}
#             effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.labels.patterns

import data.lumogate.lib.packages as lib

deny contains lib.dated({"msg": msg, "subject": name, "fix": fix}, item) if {
	some item in data.settings["labels.patterns"].labels
	some name, value in input.config.labels
	is_named(item.name, name)
	not regex.match(item.pattern, value)
	msg := $"The label {name} does not match the pattern \"{item.pattern}\": it is \"{value}\"{lib.because(item)}"
	fix := $"Give it a value that matches, in the Dockerfile: LABEL {name}=..., or take it out."
}

# A key's capitals count.
is_named(pattern, name) if lib.matches_parts(split(pattern, "*"), name)
