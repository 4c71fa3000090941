# METADATA
# title: No secret stands in the image's configuration
# description: |-
#   Environment variables, labels, commands, annotations and the history of an image can be read by everybody who can
#   pull it. They must have no password, key or token in them: neither one that is known by its form (as AWS, GitHub,
#   Slack and some thirty others write theirs, private keys, passwords in addresses), nor a value behind a name that
#   says so (DB_PASSWORD, API_KEY). A default password counts; a path, a reference to a variable, an empty value and
#   names such as PASSWORD_FILE or GPG_KEY do not. The inventory has a mark in the secret's place, never its value.
# custom:
#   severity: error
#   fix: "Hand it over when the container starts, or to a build step by RUN --mount=type=secret; then change it, since whoever has the image has it."
#   extends: recommended
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Names of variables and labels that are no secrets, whatever their values look like; capitals count.
#         type: array
#         items: {type: string, minLength: 1}
#         examples: [[POSTGRES_PASSWORD]]
package lumogate.secrets.exposed

deny contains {"msg": msg, "subject": secret.name} if {
	some secret in named
	secret.in in {"env", "label"}
	msg := $"The {places[secret.in]} {secret.name} has a secret as its value ({secret.kind}), which everybody who has the image can read."
}

deny contains {"msg": msg, "subject": object.get(secret, "name", secret.in)} if {
	some secret in input.config.secrets
	secret.in in {"entrypoint", "cmd", "healthcheck", "onbuild"}
	not is_allowed(secret)
	msg := $"The image's {places[secret.in]} has a secret in it ({what(secret)}), which everybody who has the image can read."
}

deny contains {"msg": msg, "subject": object.get(secret, "name", $"step {secret.layer}"), "fix": fix} if {
	some secret in input.config.secrets
	secret.in == "history"
	not is_allowed(secret)

	# Told already, of the variable or the label that the step sets.
	not object.get(secret, "name", "") in set_names
	msg := $"Step {secret.layer} of the history has a secret in it ({what(secret)}): {instruction(secret.layer)}"
	fix := "Hand it to the build by RUN --mount=type=secret, build again, and change it: to overwrite it in a later step does not take it out."
}

deny contains {"msg": msg, "subject": name} if {
	some name, value in input.image.annotations
	contains(value, "[secret:")
	not name in allowed
	msg := $"The annotation {name} has a secret as its value, which everybody who has the image can read."
}

named contains secret if {
	some secret in input.config.secrets
	secret.name
	not is_allowed(secret)
}

set_names contains secret.name if {
	some secret in named
	secret.in in {"env", "label"}
}

is_allowed(secret) if secret.name in allowed

allowed contains name if some name in data.settings["secrets.exposed"].allow

what(secret) := $"{secret.kind}, {secret.name}" if {
	secret.name
} else := secret.kind

# A step that cannot be found is no reason to say nothing.
instruction(index) := substring(input.layers[index].createdBy, 0, 200) if {
	input.layers[index].createdBy
} else := "its instruction is not known"

places := {
	"env": "environment variable",
	"label": "label",
	"entrypoint": "ENTRYPOINT",
	"cmd": "CMD",
	"healthcheck": "HEALTHCHECK",
	"onbuild": "ONBUILD",
}
