# METADATA
# title: The image is built from its base image as it is now
# description: |-
#   Compares the layers of the image that --base names with the lowest layers of this one. Where its tag has moved on
#   since, say because of security fixes, this image still has the old layers: build it again. Without --base nothing
#   can be compared, and the rule fails.
# custom:
#   severity: error
#   fix: Pull the base image, and build again (docker build --pull).
#   settings:
#     type: object
#     additionalProperties: false
#     properties: {}
package lumogate.base.outdated

deny contains {"msg": msg, "fix": fix} if {
	not base.total
	msg := "Nobody says with what base image to compare."
	fix := "Name the image that FROM means with --base, such as --base debian:12."
}

deny contains {"msg": msg, "subject": base.reference, "fix": fix} if {
	base.layers < base.total
	msg := $"The image is not built from {base.reference} as it is now{digest}: {extent}."
	fix := $"Build again with the present base image: docker build --pull. If the image is not built FROM {base.reference}, name the right one with --base."
}

base := input.image.base

digest := $" ({base.digest})" if {
	base.digest
} else := ""

extent := "it has none of its layers" if {
	base.layers == 0
} else := $"of its {base.total} layers it has the lowest {base.layers}"
