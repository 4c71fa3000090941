# METADATA
# title: The image has a health check
# description: |-
#   With a HEALTHCHECK, an engine sees that a program hangs which still runs. Kubernetes asks its own probes and passes
#   over it, and images in the OCI's format made by buildah or podman have none, since that format has no place for it:
#   leave this rule off there. HEALTHCHECK NONE is none.
# custom:
#   severity: warning
#   fix: "Add to the Dockerfile, for example: HEALTHCHECK CMD curl --fail http://localhost:8080/health"
#   extends: strict
package lumogate.healthcheck.missing

deny contains {"msg": "The image has no health check (HEALTHCHECK).", "subject": "HEALTHCHECK"} if {
	not input.config.healthcheck
}

deny contains {"msg": "The image switches the health check off (HEALTHCHECK NONE).", "subject": "HEALTHCHECK"} if {
	input.config.healthcheck.test[0] == "NONE"
}

# Engines warn of any other word, and check nothing.
deny contains {"msg": msg, "subject": "HEALTHCHECK"} if {
	word := concat("", array.slice(input.config.healthcheck.test, 0, 1))
	not word in {"CMD", "CMD-SHELL", "NONE"}
	msg := $"The image's health check begins with \"{word}\", so engines check nothing (HEALTHCHECK CMD)."
}
