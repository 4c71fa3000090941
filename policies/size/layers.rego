# METADATA
# title: The image has not too many layers
# description: |-
#   Steps that made a layer, which takes at least a request to pull and a lookup for each file; engines stop at some
#   127. ENV, LABEL, CMD and their like make none.
# custom:
#   severity: warning
#   fix: Put RUN steps that belong together into one, and COPY in one step what belongs together.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [max]
#     properties:
#       max:
#         description: How many layers an image may have.
#         type: integer
#         minimum: 1
#         examples: [20]
package lumogate.size.layers

deny contains {"msg": msg, "subject": "layers"} if {
	made := count([step | some step in input.layers; not step.empty])
	made > max_layers
	msg := $"The image has {made} layers; allowed are {max_layers}."
}

max_layers := data.settings["size.layers"].max
