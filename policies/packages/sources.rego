# METADATA
# title: Packages come from a known source
# description: |-
#   Finds packages of which nobody can tell where they come from: `binary`, what was recognised by strings in a program
#   that no package manager recorded; `sbom`, what only an SBOM in the image claims; `unsigned`, an rpm without a
#   signature in its database (signatures are recorded there, not verified); `unlisted`, records of packages where no
#   package manager would look. With `vendors`, every package of the system has to name one of them as its vendor or
#   maintainer; with `signed_by`, every rpm has to be signed with one of these keys.
# custom:
#   severity: warning
#   fix: Install the package by a package manager, from a source that you trust.
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       kinds:
#         description: "What is looked for; left out: binary, sbom and unsigned."
#         type: array
#         minItems: 1
#         items: {type: string, enum: [binary, sbom, unsigned, unlisted]}
#         examples:
#         - [binary, unlisted]
#       vendors:
#         description: "The vendors and maintainers that packages of the system may have, as their database has them; * stands for any characters."
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#         examples:
#         - ["Red Hat, Inc."]
#         - ["*@lists.debian.org>", "*@debian.org>"]
#       signed_by:
#         description: IDs or fingerprints of the keys that rpms may be signed with, in hexadecimal.
#         type: array
#         minItems: 1
#         items: {type: string, pattern: '^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$'}
#         examples:
#         - [199e2f91fd431d51]
#       except:
#         description: Names of packages that are not judged; * stands for any characters.
#         type: array
#         minItems: 1
#         items: {type: string, format: package-name}
#         examples:
#         - ["acme-*"]
package lumogate.packages.sources

import data.lumogate.lib.packages as lib

deny contains finding(installed, "was recognised by strings in a program: no package manager recorded it") if {
	"binary" in kinds
	some installed in input.packages
	installed.evidence == "binary"
	not excepted(installed)
}

deny contains finding(installed, "is only claimed by an SBOM in the image: no package manager recorded it") if {
	"sbom" in kinds
	some installed in input.packages
	installed.evidence == "sbom"
	not excepted(installed)
}

deny contains finding(installed, "is recorded where no package manager looks") if {
	"unlisted" in kinds
	some installed in input.packages
	installed.status == "unlisted"
	not excepted(installed)
}

deny contains finding(installed, "is not signed, as far as rpm's database says") if {
	"unsigned" in kinds
	some installed in rpms
	not installed.signedBy
	some location in installed.locations
	location.path in rpm_databases
	not excepted(installed)
}

deny contains finding(installed, $"is not signed with one of the allowed keys, but {signers(installed)}") if {
	settings.signed_by
	some installed in rpms
	not is_signed(installed)
	not excepted(installed)
}

deny contains finding(installed, $"comes from {maker(installed)}, who is not in the list of vendors") if {
	settings.vendors
	some installed in input.packages
	installed.type in {"deb", "apk", "rpm", "opkg", "alpm"}
	not is_key(installed)
	not of_known_maker(installed)
	not excepted(installed)
}

finding(installed, reason) := {
	"msg": $"{lib.words(installed)} {reason}",
	"subject": installed.purl,
	"fix": $"Install {installed.name} by a package manager, from a source that you trust, or list it below \"except\".",
}

settings := object.get(data.settings, "packages.sources", {})

kinds := object.get(settings, "kinds", ["binary", "sbom", "unsigned"])

excepted(installed) if {
	some pattern in settings.except
	lib.matches(pattern, lower(installed.name))
}

rpms := [installed |
	some installed in input.packages
	installed.type == "rpm"
	not is_key(installed)
]

# rpm lists the keys that it trusts among its packages. Nobody signs or sells them.
is_key(installed) if {
	installed.type == "rpm"
	installed.name == "gpg-pubkey"
}

# The lists that images without rpm have in place of its database say nothing of signatures.
rpm_databases contains database.path if {
	some database in input.databases
	database.type == "rpm"
	not contains(database.path, "/rpmmanifest/")
}

# A key's ID is the end of its fingerprint.
is_signed(installed) if {
	some id in installed.signedBy
	some key in settings.signed_by
	count(id) >= 16
	endswith(lower(key), id)
}

signers(installed) := $"with {concat(", ", installed.signedBy)}" if {
	installed.signedBy
} else := "not at all"

of_known_maker(installed) if named_maker(installed) in known_makers

# Packages share their makers: each is compared once.
known_makers contains name if {
	some name in {named_maker(installed) | some installed in input.packages}
	some pattern in settings.vendors
	lib.matches(pattern, lower(name))
}

maker(installed) := named_maker(installed) if {
	named_maker(installed)
} else := "nobody that its database names"

named_maker(installed) := installed.vendor if {
	installed.vendor
} else := installed.maintainer
