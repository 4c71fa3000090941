# METADATA
# title: No volume lies over the system's folders
# description: |-
#   A VOLUME keeps what lies in its folder apart from the image: over /etc or /usr, an update of the image changes
#   nothing any more where the old volume is still mounted, and over a package database nobody can tell what is
#   installed. A folder of one's own within them, such as /etc/app, is allowed.
# custom:
#   severity: error
#   fix: "Declare a folder of the application's own: VOLUME /var/lib/app."
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       paths:
#         description: Further folders that no volume may lie over.
#         type: array
#         items: {type: string, pattern: "^/"}
#         examples: [[/opt/app]]
package lumogate.volumes.system

deny contains {"msg": msg, "subject": volume} if {
	some volume in input.config.volumes
	path := cleaned(volume)
	is_system(path)
	msg := $"The image declares a volume over {path}, which is the system's."
}

is_system(path) if path in folders

is_system(path) if {
	some tree in {"/proc/", "/sys/", "/dev/", "/boot/"}
	startswith(path, tree)
}

# Over one of them, or over a folder that it lies in.
is_system(path) if {
	some own in data.settings["volumes.system"].paths
	startswith($"{cleaned(own)}/", $"{path}/")
}

folders := {
	"/", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/sbin", "/sys", "/usr",
	"/var", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local", "/usr/local/bin", "/usr/local/lib",
	"/usr/sbin", "/usr/share", "/var/lib", "/etc/ssl", "/etc/ssl/certs", "/etc/pki", "/etc/apt", "/etc/apk",
	"/etc/pam.d", "/var/lib/dpkg", "/var/lib/apt", "/lib/apk", "/lib/apk/db", "/usr/lib/apk", "/usr/lib/apk/db",
	"/var/lib/rpm", "/usr/lib/sysimage", "/usr/lib/sysimage/rpm", "/var/lib/pacman", "/var/lib/pacman/local",
	"/var/db/pkg",
}

# Without what changes nothing: slashes at the end or twice, and single dots.
cleaned(path) := $"/{concat("/", resolved(parts(path)))}"

parts(path) := [part |
	some part in split(path, "/")
	not part in {"", "."}
]

# No builder writes two dots. Where somebody else does, nobody has to work out where they lead to: it counts as the
# root.
resolved(names) := names if {
	not ".." in names
} else := []
