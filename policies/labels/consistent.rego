# METADATA
# title: What the image says of itself agrees and is well-formed
# description: |-
#   Holds the OCI names (org.opencontainers.image.*) to their definitions, as labels and as annotations of the manifest:
#   a value that is in both has to be the same, `created` a date and time (RFC 3339), `url`, `source` and
#   `documentation` URLs, `revision` a commit, `licenses` an SPDX expression, `base.digest` a digest that comes with
#   `base.name`. Annotations are only seen where the image lies in a registry or a folder, not in an engine.
# custom:
#   severity: warning
#   fix: Correct the label or annotation where the image is built.
#   docs: https://specs.opencontainers.org/image-spec/annotations/
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       except:
#         description: "Names that are not judged, such as those that a base image brings along; * stands for any characters."
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         examples:
#         - [org.opencontainers.image.version]
package lumogate.labels.consistent

import data.lumogate.lib.packages as lib

deny contains {"msg": msg, "subject": name, "fix": fix} if {
	some name, value in labels
	other := annotations[name]
	other != value
	judged(name)
	msg := $"The label {name} is \"{value}\", and the annotation of the same name \"{other}\"."
	fix := $"Give both one value, or leave one of them out: LABEL {name}=... sets the label, --annotation the other."
}

deny contains {"msg": msg, "subject": name, "fix": fix} if {
	some [kind, name, value] in said
	form := forms[trim_prefix(name, prefix)]
	not regex.match(form.pattern, value)
	judged(name)
	msg := $"The {kind} {name} is \"{value}\", which is not {form.what}."
	fix := $"Give it {form.what}, or leave it out."
}

deny contains {"msg": msg, "subject": name, "fix": fix} if {
	name := base_digest
	some [kind, values] in [["label", labels], ["annotation", annotations]]
	values[name]
	not values[base_name]
	judged(name)
	msg := $"The {kind} {name} tells a base image's digest, but not its name ({base_name})."
	fix := $"Add {base_name}, or leave {name} out."
}

settings := object.get(data.settings, "labels.consistent", {})

prefix := "org.opencontainers.image."

base_name := "org.opencontainers.image.base.name"

base_digest := "org.opencontainers.image.base.digest"

labels := input.config.labels

# Not object.get of all that is in input.image: much of it is only there for rules that ask.
annotations := input.image.annotations if {
	input.image.annotations
} else := {}

said contains ["label", name, value] if some name, value in labels

said contains ["annotation", name, value] if some name, value in annotations

judged(name) if {
	startswith(name, prefix)
	not excepted(name)
}

excepted(name) if {
	some pattern in settings.except
	lib.matches(pattern, lower(name))
}

# By what follows the prefix; https://specs.opencontainers.org/image-spec/annotations/.
forms := {
	"created": {
		"what": "a date and time as RFC 3339 has them, such as 2026-01-31T12:00:00Z",
		"pattern": `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`,
	},
	"url": url,
	"source": url,
	"documentation": url,
	"revision": {
		"what": "a commit's identifier (7 to 64 hexadecimal digits, or a number)",
		"pattern": `^([0-9a-fA-F]{7,64}|r?[0-9]+)$`,
	},
	"licenses": {
		"what": "an SPDX expression, such as Apache-2.0 OR MIT",
		"pattern": `^[ (]*[A-Za-z0-9.:+-]+[ )]*([ )](AND|OR|WITH|and|or|with)[ (][ (]*[A-Za-z0-9.:+-]+[ )]*)*$`,
	},
	"base.digest": {
		"what": "a digest, such as sha256: and 64 hexadecimal digits",
		"pattern": `^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$`,
	},
}

url := {"what": "a URL", "pattern": `^[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+[^\s]*$`}
