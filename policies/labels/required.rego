# METADATA
# title: The image has its labels
# description: |-
#   Every label in lumogate.yaml's list has to be there and not be blank; where the list has a pattern (a regular
#   expression in RE2 syntax, found anywhere in the value unless it is anchored), the value has to match it.
# custom:
#   severity: error
#   fix: "Add the label to the Dockerfile: LABEL name=value."
#   settings:
#     type: object
#     additionalProperties: false
#     required: [labels]
#     properties:
#       labels:
#         description: "Each item is a label's key; or an object with the key and a pattern for the value."
#         type: array
#         minItems: 1
#         examples:
#         - [maintainer, {name: org.opencontainers.image.source, pattern: '^https://git\.example\.com/'}]
#         items:
#           description: "A label's key; or a key with a pattern for its value."
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, minLength: 1}
#           else:
#             type: object
#             additionalProperties: false
#             required: [name]
#             properties:
#               name: {description: "The label's key, as it is written.", type: string, minLength: 1}
#               pattern: {description: "A regular expression in RE2 syntax.", type: string, minLength: 1, format: re2}
#               reason: {description: Findings quote it., type: string, minLength: 1}
#               effective_on: {description: A warning until then., type: string, format: date-time}
package lumogate.labels.required

import data.lumogate.lib.packages as lib

deny contains lib.dated({"msg": msg, "subject": label.name, "fix": fix}, label) if {
	some label in required
	not input.config.labels[label.name]
	msg := $"The label {label.name} is missing{reason(label)}"
	fix := $"Add to the Dockerfile: LABEL {label.name}=..."
}

deny contains lib.dated({"msg": msg, "subject": label.name, "fix": fix}, label) if {
	some label in required
	blank(input.config.labels[label.name])
	msg := $"The label {label.name} is empty{reason(label)}"
	fix := $"Give it a value in the Dockerfile: LABEL {label.name}=..."
}

deny contains lib.dated({"msg": msg, "subject": label.name, "fix": fix}, label) if {
	some label in required
	value := input.config.labels[label.name]
	not blank(value)
	label.pattern
	not regex.match(label.pattern, value)
	msg := $"The label {label.name} does not match the pattern \"{label.pattern}\": it is \"{value}\"{reason(label)}"
	fix := $"Give it a value that matches, in the Dockerfile: LABEL {label.name}=..."
}

# Of nothing that shows: separators, and control and format characters, such as a zero width space.
blank(value) if regex.match(`^[\pZ\pC]*$`, value)

required contains lib.as_item(item) if some item in data.settings["labels.required"].labels

reason(label) := $" ({label.reason})." if {
	label.reason
} else := "."
