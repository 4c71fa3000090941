# METADATA
# title: No layer is too large
# description: |-
#   A layer is pulled as a whole, and again as a whole after the smallest change in it. Sizes are those that the source
#   tells: as they are stored in a registry or an archive (compressed, mostly), unpacked in an engine.
# custom:
#   severity: error
#   fix: Split what changes often from what seldom does, and copy only what runs.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [max]
#     properties:
#       max:
#         description: How large a layer may be, as 200MB, 1.5GB or 1GiB.
#         type: string
#         pattern: "^[0-9]+(\\.[0-9]+)?([kKMGT]i?)?B$"
#         examples: [200MB]
package lumogate.size.layer

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": layer.diffId} if {
	some layer in input.image.layers
	layer.size > max_bytes
	msg := $"The layer of {step(layer.diffId)} has {lib.size_words(layer.size)}; allowed are {lib.size_words(max_bytes)}."
}

deny contains {"msg": msg, "subject": layer.diffId} if {
	some layer in input.image.layers
	not layer.size
	msg := $"Nothing says how large the layer of {step(layer.diffId)} is, so nobody can tell whether it is too large."
}

deny contains {"msg": msg, "subject": "layers"} if {
	not input.image.layers
	msg := "Nothing says how large the layers are, so nobody can tell whether one is too large."
}

max_bytes := units.parse_bytes(data.settings["size.layer"].max)

# The same layer may be there twice.
steps[made.diffId] contains made if {
	some made in input.layers
	made.diffId
}

step(id) := $"step {first.index} ({substring(object.get(first, "createdBy", "its instruction is not known"), 0, 100)})" if {
	first := sort([[made.index, made] | some made in steps[id]])[0][1]
} else := id
