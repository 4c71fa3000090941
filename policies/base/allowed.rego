# METADATA
# title: The base image is an allowed one
# description: |-
#   The image that this one was built from has to be in lumogate.yaml's list, by its name, by the digest of its
#   manifest, or by both. What the base is says --base, whose layers are compared with the image's, or else the image
#   itself by its annotations (org.opencontainers.image.base.name and .digest). The latter is a claim that nobody
#   checked: with `verified` only --base counts. An image of which nobody says what it was built from is denied.
# custom:
#   severity: error
#   fix: Build FROM an allowed base image.
#   settings:
#     type: object
#     additionalProperties: false
#     required: [allow]
#     properties:
#       allow:
#         description: "The base images that are allowed. Each item is a name, or an object with a name, a digest, or both."
#         type: array
#         minItems: 1
#         examples:
#         - [debian, "registry.example.com/base/*", "alpine:3.2*"]
#         - [{name: gcr.io/distroless/static-debian12, digest: "sha256:3d0f463de06b7ddff27684ec3bfd0b54a425149d0f8685308b1fdf297b0265e9"}]
#         items:
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, minLength: 1}
#           else:
#             type: object
#             additionalProperties: false
#             anyOf:
#             - {type: object, required: [name]}
#             - {type: object, required: [digest]}
#             properties:
#               name: {description: "A name as in FROM, where * stands for any characters, slashes included; without a tag: any tag.", type: string, minLength: 1, pattern: '^[^\s]+$'}
#               digest: {description: "Of the base image's manifest.", type: string, pattern: "^sha256:[0-9a-f]{64}$"}
#       verified:
#         description: "Whether only a base image counts that --base names; left out: false."
#         type: boolean
#         examples: [true]
package lumogate.base.allowed

import data.lumogate.lib.packages as lib

deny contains {"msg": msg, "fix": fix} if {
	not input.image.base
	msg := $"Nobody says what base image the image was built from; allowed: {list}."
}

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	base.by == "annotation"
	settings.verified
	msg := $"That the image was built from {subject} is only what its own annotation claims; allowed are checked ones: {list}."
}

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	base.layers < base.total
	msg := $"The image was not built from {subject}: of its {base.total} layers the image has {base.layers}."
}

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	base
	not allowed
	msg := $"The base image {subject} is not allowed; allowed: {list}."
}

settings := data.settings["base.allowed"]

base := input.image.base

allowed if {
	some item in items
	of_name(item)
	of_digest(item)
}

items := [lib.as_item(item) | some item in settings.allow]

of_digest(item) if not item.digest

of_digest(item) if item.digest == base.digest

of_name(item) if not item.name

# An image cannot be built from a name with a star or capitals in it: nothing is lost by comparing small letters.
of_name(item) if {
	name := lower(completed(reference))
	some pattern in patterns(completed(item.name))
	lib.matches(pattern, name)
}

# A user may say where the base image is to be had from; in an annotation that would be a name like another.
reference := regex.replace(base.reference, `^(docker|podman|registry):`, "") if {
	base.by == "user"
} else := base.reference

# Without a tag, and without a star that may stand for one: any tag, and any digest.
patterns(name) := {name} if contains(last_part(name), ":")

patterns(name) := {name} if endswith(name, "*")

patterns(name) := {name, $"{name}:*", $"{name}@*"} if {
	not contains(last_part(name), ":")
	not endswith(name, "*")
}

last_part(name) := array.reverse(split(name, "/"))[0]

# As docker completes it: debian is docker.io/library/debian.
completed(name) := name if {
	has_registry(name)
} else := $"docker.io/{name}" if {
	contains(name, "/")
} else := $"docker.io/library/{name}"

has_registry(name) if startswith(name, "*")

has_registry(name) if {
	parts := split(name, "/")
	count(parts) > 1
	regex.match(`[.:*]|^localhost$`, parts[0])
}

subject := base.reference if {
	base.reference
} else := base.digest if {
	base.digest
} else := "without a name"

list := concat(", ", [text |
	some item in items
	text := concat("@", [part | some key in ["name", "digest"]; part := item[key]])
])

fix := $"Build FROM one of these: {list}. If it is, name it with --base, or write it into the image with --annotation."
