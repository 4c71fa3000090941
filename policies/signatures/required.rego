# METADATA
# title: The image is signed
# description: |-
#   A signature by a key or an identity in lumogate.yaml's list has to be attached to the image in its registry:
#   cosign's, of any version, over the digest of the image or of the index that it was chosen from. Identities are those
#   of certificates that an authority of the trusted root gave out, used while they were valid. A registry that does not
#   answer is no pass and no failure: then lumogate cannot judge; nor can it where nothing can be attached, as in a file
#   of docker save.
# custom:
#   severity: error
#   fix: "Sign the image where it is built, by its digest: cosign sign --key cosign.key NAME@sha256:…"
#   settings:
#     type: object
#     examples:
#     - keys: [cosign.pub, {name: release, path: keys/release.pub}]
#     additionalProperties: false
#     anyOf:
#     - required: [keys]
#     - required: [identities]
#     if: {required: [identities]}
#     then: {required: [trusted_root]}
#     properties:
#       keys:
#         description: "Public keys in PEM: a path, relative to lumogate.yaml; or a path with a name for findings."
#         type: array
#         minItems: 1
#         examples:
#         - [cosign.pub, {name: release, path: keys/release.pub}]
#         items:
#           description: "A path; or a path with a name."
#           type: [string, object]
#           if: {type: string}
#           then: {type: string, minLength: 1}
#           else:
#             type: object
#             additionalProperties: false
#             required: [path]
#             properties:
#               name: {description: "What findings call the key; left out: its path.", type: string, minLength: 1}
#               path: {description: "Relative to lumogate.yaml.", type: string, minLength: 1}
#       identities:
#         description: Who signs with a certificate that is given out for each signature.
#         type: array
#         minItems: 1
#         examples:
#         - [{issuer: "https://token.actions.githubusercontent.com", subject: "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main"}]
#         items:
#           type: object
#           additionalProperties: false
#           required: [issuer]
#           oneOf:
#           - required: [subject]
#           - required: [subject_pattern]
#           properties:
#             issuer: {description: "The OIDC issuer, to the letter.", type: string, minLength: 1}
#             subject: {description: "The email address or the URL of the workflow, to the letter.", type: string, minLength: 1}
#             subject_pattern: {description: "A regular expression in RE2 syntax that the whole of it has to match.", type: string, format: re2, minLength: 1}
#       trusted_root: {description: "Sigstore's trusted root in JSON, relative to lumogate.yaml: whose certificates and logs count.", type: string, minLength: 1}
#       require_transparency: {description: "Whether a log of the trusted root has to have the signature, also where it is by a key.", type: boolean}
#       of: {description: "Whether one of the keys and identities is enough, or all have to have signed; left out: any.", type: string, enum: [any, all]}
package lumogate.signatures.required

import data.lumogate.lib.signatures as lib

deny contains {"msg": $"Who has signed the image is not known; expected: {lib.words(settings)}.", "subject": "signature"} if {
	not input.image.signatures
}

deny contains {"msg": $"Nobody has signed the image; expected: {lib.words(settings)}.", "subject": "signature"} if {
	count(input.image.signatures) == 0
}

deny contains {"msg": msg, "subject": "signature"} if {
	object.get(settings, "of", "any") == "any"
	count(input.image.signatures) > 0
	not signed_by_any
	msg := $"No signature of the image is by {lib.words(settings)}. {reasons}"
}

deny contains {"msg": msg, "subject": signer.words} if {
	settings.of == "all"
	count(input.image.signatures) > 0
	some signer in lib.signers(settings)
	not signed_by(signer)
	msg := $"No signature of the image is by {signer.words}. {reasons}"
}

settings := data.settings["signatures.required"]

signed_by_any if {
	some signature in input.image.signatures
	lib.is_by_any(signature, settings)
}

signed_by(signer) if {
	some signature in input.image.signatures
	lib.is_by(signature, signer, settings)
}

reasons := concat(" ", sort({lib.reason(signature, settings) | some signature in input.image.signatures}))
