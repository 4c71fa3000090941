# METADATA
# title: The image does not run as root
# description: |-
#   Who breaks out of a process of root in a container has more of the machine in hand than who breaks out of another
#   user's. The image has to name a user (USER) whose number is not 0: not `root`, `0` or `0:1000`, nor a name that the
#   image's /etc/passwd gives the number 0. A name that /etc/passwd does not have is denied as well, since nobody can
#   tell who that would be.
# custom:
#   severity: warning
#   fix: "Make a user and name it: RUN useradd --system app, then USER app (or USER 10001)."
#   extends: recommended
package lumogate.user.root

deny contains {"msg": msg, "subject": "root"} if {
	not input.config.user
	input.config.userId
	msg := "The image names no user (USER), so it runs as root."
}

# A folder, or an SBOM, has no configuration.
deny contains {"msg": msg, "subject": "root"} if {
	not input.config.user
	not input.config.userId
	msg := "Nobody can tell whether the image runs as root: nothing says what user it names (USER)."
}

deny contains {"msg": msg, "subject": input.config.user} if {
	is_root
	msg := $"The image runs as root: USER {input.config.user} has the user ID 0."
}

deny contains {"msg": msg, "subject": input.config.user} if {
	input.config.user
	not is_root
	not input.config.userId
	msg := $"Nobody can tell whether the image runs as root: its /etc/passwd does not have the user of USER {input.config.user}."
}

is_root if {
	input.config.user
	input.config.userId == 0
}

# Where /etc/passwd could not be looked into: however a number is written, runtimes read it as that number.
is_root if {
	not input.config.userId
	regex.match(`^(?:root|[+-]?0+)?(?::|$)`, input.config.user)
}
