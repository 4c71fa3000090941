# METADATA
# title: No key or password lies in the image's files
# description: |-
#   Private keys, and files such as .netrc, .npmrc or .docker/config.json with a secret in them, can be read by
#   everybody who can pull the image. Files that a package of the system brought pass, since everybody has those; so do
#   keys in the test data and documentation that packages of languages carry along (node_modules/*/test/,
#   site-packages/*/tests/, Go's testdata), and the key that Debian's ssl-cert makes for tests and nobody trusts, unless
#   `test_data` is `deny`. Needs --scope all. What a later layer removed is still in the layer below, and is not seen
#   here.
# custom:
#   severity: error
#   fix: "Leave the file out of the build's context (.dockerignore), hand it over by RUN --mount=type=secret or at run time, and change the secret."
#   extends: recommended
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Paths that may be there, exact or with * for any characters but a slash and ** for any.
#         type: array
#         items: {type: string, format: glob, minLength: 1}
#         examples: [[/etc/app/snakeoil.key, "/srv/demo/**"]]
#       test_data:
#         description: Whether private keys in the test data of packages of languages pass.
#         type: string
#         enum: [pass, deny]
#         default: pass
package lumogate.files.credentials

import data.lumogate.lib.files as lib

deny contains {"msg": msg, "subject": file.path} if {
	some file in input.files
	file.kind == "credential"
	not file.ownedBy
	not passes_as_test_data(file)
	not lib.is_allowed(file.path, settings)
	msg := $"{file.path} has a secret in it ({object.get(file, "detail", "credential")}), which everybody who has the image can read."
}

default settings := {}

settings := data.settings["files.credentials"]

passes_as_test_data(file) if {
	object.get(settings, "test_data", "pass") == "pass"
	is_test_data(file)
}

# Made when Debian's ssl-cert is installed, which postgresql and nginx bring along.
is_test_data(file) if file.path == "/etc/ssl/private/ssl-cert-snakeoil.key"

# Of a package that anybody can fetch: in a folder that a package manager fills, and there in one for tests. Only keys:
# a .npmrc was left there by somebody.
is_test_data(file) if {
	startswith(object.get(file, "detail", ""), "private-key")
	regex.match(`^/(?s:.*)/(?:node_modules|site-packages|dist-packages|gems|go/src|go/pkg/mod|lib/python[0-9.]*)/(?s:.*/)?(?:tests?|testdata|testing|spec|specs|fixtures?|__tests__|test_data|examples?|demos?|certdata|docs?)/`, file.path)
}
