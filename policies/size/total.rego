# METADATA
# title: The image is not too large
# description: |-
#   How large the image is, unpacked: the sum of its layers. An engine that stores images by their content (Docker's
#   containerd store) counts them as they are packed, which is less; so compare what comes from one place.
# custom:
#   severity: error
#   fix: Build in stages and copy only what runs, start from a smaller base image, and see which layer is the large one (size.layer).
#   settings:
#     type: object
#     additionalProperties: false
#     required: [max]
#     properties:
#       max:
#         description: How large an image may be, as 500MB, 1.5GB or 2GiB.
#         type: string
#         pattern: "^[0-9]+(\\.[0-9]+)?([kKMGT]i?)?B$"
#         examples: [500MB]
package lumogate.size.total

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": "size"} if {
	input.image.size > max_bytes
	msg := $"The image has {lib.size_words(input.image.size)}; allowed are {lib.size_words(max_bytes)}."
}

deny contains {"msg": msg, "subject": "size"} if {
	not input.image.size
	msg := "Nothing says how large the image is, so nobody can tell whether it is too large."
}

max_bytes := units.parse_bytes(data.settings["size.total"].max)
