# METADATA
# title: The image has its labels
# description: |-
#   Every label in lumogate.yaml's list has to be there and not be blank; where the list has a pattern (a regular
#   expression in RE2 syntax, found anywhere in the value unless it is anchored), the value has to match it.
# custom:
#   settings:
#     type: object
#     additionalProperties: false
#     required: [labels]
#     properties:
#       labels:
#         description: "Labels that the image must have: a key, or a key with a pattern for its value."
#         type: array
#         minItems: 1
#         items:
#           type: [string, object]
#           if: { type: string }
#           then: { type: string, minLength: 1 }
#           else:
#             type: object
#             additionalProperties: false
#             required: [name]
#             properties:
#               name: { description: The label's key., type: string, minLength: 1 }
#               pattern:
#                 description: "What the value has to match, anywhere in it unless it is anchored by ^ and $."
#                 type: string
#                 format: re2
#                 minLength: 1
#         examples:
#           - [org.opencontainers.image.source, { name: maintainer, pattern: '@example\.com$' }]
package lumogate.labels.required

deny contains {"msg": msg, "subject": label.name, "fix": fix} if {
	some label in required
	not input.config.labels[label.name]
	msg := $"The label {label.name} is missing."
	fix := $"Add to the Dockerfile: LABEL {label.name}=..."
}

deny contains {"msg": msg, "subject": label.name, "fix": fix} if {
	some label in required
	blank(input.config.labels[label.name])
	msg := $"The label {label.name} is empty."
	fix := $"Give it a value in the Dockerfile: LABEL {label.name}=..."
}

deny contains {"msg": msg, "subject": label.name, "fix": fix} if {
	some label in required
	value := input.config.labels[label.name]
	not blank(value)

	# An invalid pattern is undefined, and so matches nothing: no pass.
	not regex.match(label.pattern, value)
	label.pattern
	msg := $"The label {label.name} does not match the pattern \"{label.pattern}\": it is \"{value}\"."
	fix := $"Give it a value that matches, in the Dockerfile: LABEL {label.name}=..."
}

# Of nothing that shows: separators, and control and format characters, such as a zero width space.
blank(value) if regex.match(`^[\pZ\pC]*$`, value)

required contains {"name": item} if {
	some item in data.settings["labels.required"].labels
	is_string(item)
}

required contains item if {
	some item in data.settings["labels.required"].labels
	is_object(item)
}
