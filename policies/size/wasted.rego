# METADATA
# title: Little of the image is hidden by later layers
# description: |-
#   What a later layer removes or replaces is still pulled and kept with the layer below: files that were downloaded in
#   one step and deleted in the next, or copied and then chowned. Denied is more than `percent` of all bytes, from 1 MB
#   on, or more than `max` where that is set. It has to look at all layers, which takes longer through an engine.
# custom:
#   severity: warning
#   fix: "Remove in the same RUN step that made it; use COPY --chown in place of a chown later; build in stages."
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       percent:
#         description: How many percent of the bytes of all layers may be hidden.
#         type: number
#         minimum: 0
#         maximum: 100
#         default: 10
#         examples: [5]
#       max:
#         description: How much may be hidden in all, as 20MB or 1GiB; left out, as much as `percent` lets pass.
#         type: string
#         pattern: "^[0-9]+(\\.[0-9]+)?([kKMGT]i?)?B$"
#         examples: [20MB]
package lumogate.size.wasted

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": "layers"} if {
	is_too_much
	msg := concat("", [
		$"Later layers hide {lib.size_words(hidden)} of {lib.size_words(total)} that are pulled; ",
		$"allowed are {allowed_words}. The most is in {worst}.",
	])
}

deny contains {"msg": msg, "subject": "layers"} if {
	some step in made
	not step.changes
	msg := $"Nothing says what step {step.index} changed, so nobody can tell how much of the image is hidden."
}

made := [step | some step in input.layers; not step.empty]

hidden := sum([step.changes.hiddenBytes | some step in made])

total := sum([step.changes.bytes | some step in made])

default settings := {}

settings := data.settings["size.wasted"]

percent := object.get(settings, "percent", 10)

is_too_much if {
	hidden * 100 > percent * total
	hidden >= 1000000
}

is_too_much if hidden > units.parse_bytes(settings.max)

allowed_words := $"{percent} percent, and {settings.max} at most" if {
	settings.max
} else := $"{percent} percent"

# The three steps of which most is hidden.
worst := concat(", ", [$"step {index} ({lib.size_words(bytes)}: {instruction})" |
	sorted := array.reverse(sort([[step.changes.hiddenBytes, step.index, object.get(step, "createdBy", "unknown")] |
		some step in made
		step.changes.hiddenBytes > 0
	]))
	some [bytes, index, text] in array.slice(sorted, 0, 3)
	instruction := substring(text, 0, 80)
])
