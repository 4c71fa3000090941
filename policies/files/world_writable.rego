# METADATA
# title: Nothing can be written to by everybody
# description: |-
#   A file that everybody may write to, or a folder without the sticky bit, can be changed by whichever process in the
#   container: a program there is run by others as well. Folders such as /tmp, which have the sticky bit, pass. Needs
#   --scope all.
# custom:
#   severity: warning
#   fix: "Take the right away in the step that makes it: RUN chmod o-w PATH, or COPY --chmod=755."
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Paths that everybody may write to, exact or with * for any characters but a slash and ** for any.
#         type: array
#         items: {type: string, format: glob, minLength: 1}
#         examples: [[/srv/uploads, "/var/cache/app/**"]]
package lumogate.files.world_writable

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": file.path} if {
	some file in input.files
	file.kind == "world-writable"
	not lib.is_allowed(file.path, settings)
	msg := $"Everybody in the container may write to {file.path} ({file.mode}){lib.owner_words(file)}."
}

default settings := {}

settings := data.settings["files.world_writable"]
