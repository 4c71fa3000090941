# METADATA
# title: Package managers left no caches behind
# description: |-
#   Lists and archives that apt, apk, dnf, pip, npm and others keep for the next installation are of no use in an image,
#   and make it larger for everybody who pulls it. Each folder that takes more than `max` is told. What a later layer
#   removed is not seen here, though it is still pulled: that is size.wasted's. Needs --scope all.
# custom:
#   severity: warning
#   fix: "Remove it in the step that makes it, or keep it out: RUN --mount=type=cache."
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       max:
#         description: How much one cache may take, as 500kB, 1.5MB or 2GiB.
#         type: string
#         pattern: "^[0-9]+(\\.[0-9]+)?([kKMGT]i?)?B$"
#         default: 1MB
#         examples: [10MB]
#       allow:
#         description: Paths that may be there, exact or with * for any characters but a slash and ** for any.
#         type: array
#         items: {type: string, format: glob, minLength: 1}
#         examples: [[/var/lib/apt/lists]]
package lumogate.files.caches

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": file.path, "fix": fix} if {
	some file in input.files
	file.kind == "package-cache"
	file.size > max_bytes
	not lib.is_allowed(file.path, settings)
	msg := $"{file.path} is a cache of {manager(file)}, and takes {lib.size_words(file.size)}; allowed are {lib.size_words(max_bytes)}."
	fix := object.get(fixes, manager(file), $"Remove {file.path} in the step that makes it, or keep it out by RUN --mount=type=cache.")
}

default settings := {}

settings := data.settings["files.caches"]

max_bytes := units.parse_bytes(settings.max) if {
	settings.max
} else := 1000000

manager(file) := object.get(file, "detail", "a package manager")

fixes := {
	"apt": "End the step that installs with: && rm -rf /var/lib/apt/lists/* (and apt-get clean).",
	"apk": "Install with: apk add --no-cache.",
	"dnf": "End the step that installs with: && dnf clean all.",
	"yum": "End the step that installs with: && yum clean all.",
	"pip": "Install with: pip install --no-cache-dir.",
	"npm": "End the step that installs with: && npm cache clean --force.",
}
