# METADATA
# title: No unexpected program runs with another user's rights
# description: |-
#   A file with the setuid or setgid bit, or with capabilities, runs with more rights than who starts it. What the
#   system's packages bring (su, passwd, mount) is expected, unless `owned` is `deny`; whatever else has such a bit, and
#   in an image without a package manager everything that has one, must be in `allow`. Needs --scope all.
# custom:
#   severity: warning
#   fix: "Take the bit away in the step that makes the file: RUN chmod a-s FILE (setcap -r FILE for capabilities)."
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Paths that may have it, exact or with * for any characters but a slash and ** for any.
#         type: array
#         items: {type: string, format: glob, minLength: 1}
#         examples: [[/usr/local/bin/ping, /opt/sandbox/**]]
#       owned:
#         description: Whether files of the system's packages pass.
#         type: string
#         enum: [pass, deny]
#         default: pass
package lumogate.files.setuid

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": file.path, "fix": fix} if {
	some file in risky
	not lib.is_allowed(file.path, settings)
	msg := $"{file.path} {words(file)}{lib.owner_words(file)}."
	fix := fixes[file.kind]
}

default settings := {}

settings := data.settings["files.setuid"]

risky contains file if {
	some file in input.files
	file.kind in {"setuid", "setgid", "capabilities"}
	not is_expected(file)
}

is_expected(file) if {
	file.ownedBy
	object.get(settings, "owned", "pass") == "pass"
}

words(file) := $"runs as user {file.uid} whoever starts it (setuid, {file.mode})" if {
	file.kind == "setuid"
} else := $"runs with the group {file.gid} whoever starts it (setgid, {file.mode})" if {
	file.kind == "setgid"
} else := $"has capabilities whoever starts it ({object.get(file, "detail", "unknown")})"

fixes := {
	"setuid": "Take the bit away in the step that makes the file: RUN chmod u-s FILE; or list it in allow.",
	"setgid": "Take the bit away in the step that makes the file: RUN chmod g-s FILE; or list it in allow.",
	"capabilities": "Take them away in the step that makes the file: RUN setcap -r FILE; or list it in allow.",
}
