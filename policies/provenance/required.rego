# METADATA
# title: It is known how the image was built
# description: |-
#   A provenance (SLSA's, versions 0.2 and 1) has to be attached to the image in its registry, signed by a key or an
#   identity in lumogate.yaml's list, and one and the same has to name a builder and a source of the lists, where there
#   are any. In globs a star stands for anything but a slash, two stars for anything. BuildKit's own provenance is
#   signed by nobody: it counts only with "verified: false", as a claim of whoever pushed the image.
# custom:
#   severity: error
#   fix: "Attest how the image is built where that is done: cosign attest --type slsaprovenance1 --predicate FILE NAME@sha256:…"
#   settings:
#     type: object
#     examples:
#     - verified_by: {keys: [cosign.pub]}
#       builders: ["https://github.com/slsa-framework/slsa-github-generator/.github/workflows/*@refs/tags/v*"]
#       sources: ["git+https://github.com/acme/**"]
#     additionalProperties: false
#     if: {required: [verified], properties: {verified: {const: false}}}
#     else: {required: [verified_by]}
#     properties:
#       builders:
#         description: IDs of builders that count, as globs.
#         type: array
#         minItems: 1
#         examples:
#         - ["https://github.com/slsa-framework/slsa-github-generator/.github/workflows/*@refs/tags/v*"]
#         items: {type: string, format: glob}
#       sources:
#         description: What an image may be built from, as globs of its URI.
#         type: array
#         minItems: 1
#         examples:
#         - ["git+https://github.com/acme/**"]
#         items: {type: string, format: glob}
#       predicate_types:
#         description: "Kinds of attestations that count; left out: SLSA's provenance of versions 0.2 and 1."
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#       verified: {description: "Whether it has to be signed by somebody whom verified_by names; left out: true.", type: boolean}
#       verified_by:
#         description: Whose signatures count, as in signatures.required.
#         type: object
#         additionalProperties: false
#         anyOf:
#         - required: [keys]
#         - required: [identities]
#         if: {required: [identities]}
#         then: {required: [trusted_root]}
#         properties:
#           keys:
#             description: "Public keys in PEM: a path, relative to lumogate.yaml; or a path with a name for findings."
#             type: array
#             minItems: 1
#             items:
#               description: "A path; or a path with a name."
#               type: [string, object]
#               if: {type: string}
#               then: {type: string, minLength: 1}
#               else:
#                 type: object
#                 additionalProperties: false
#                 required: [path]
#                 properties:
#                   name: {description: "What findings call the key; left out: its path.", type: string, minLength: 1}
#                   path: {description: "Relative to lumogate.yaml.", type: string, minLength: 1}
#           identities:
#             description: Who signs with a certificate that is given out for each signature.
#             type: array
#             minItems: 1
#             items:
#               type: object
#               additionalProperties: false
#               required: [issuer]
#               oneOf:
#               - required: [subject]
#               - required: [subject_pattern]
#               properties:
#                 issuer: {description: "The OIDC issuer, to the letter.", type: string, minLength: 1}
#                 subject: {description: "The email address or the URL of the workflow, to the letter.", type: string, minLength: 1}
#                 subject_pattern: {description: "A regular expression in RE2 syntax that the whole of it has to match.", type: string, format: re2, minLength: 1}
#           trusted_root: {description: "Sigstore's trusted root in JSON, relative to lumogate.yaml.", type: string, minLength: 1}
#           require_transparency: {description: "Whether a log of the trusted root has to have the signature.", type: boolean}
package lumogate.provenance.required

import data.lumogate.lib.signatures as lib

deny contains {"msg": $"What is attested of the image is not known; expected: a provenance, {kinds}.", "subject": "provenance"} if {
	not input.image.attestations
}

deny contains {"msg": $"The image has no provenance; expected: {kinds}.", "subject": "provenance"} if {
	input.image.attestations
	count(provenances) == 0
}

deny contains {"msg": $"No provenance of the image counts. {reasons}", "subject": "provenance"} if {
	count(provenances) > 0
	not one_counts
}

settings := data.settings["provenance.required"]

provenances := {attestation |
	some attestation in input.image.attestations
	attestation.predicateType in predicate_types
}

predicate_types := object.get(settings, "predicate_types", [
	"https://slsa.dev/provenance/v0.2",
	"https://slsa.dev/provenance/v1",
])

kinds := concat(" or ", predicate_types)

# All of it has to be said by one provenance.
one_counts if {
	some provenance in provenances
	is_signed(provenance)
	is_built_right(provenance)
	is_built_from_right(provenance)
}

is_signed(provenance) if lib.is_by_any(provenance, settings.verified_by)

is_signed(_) if settings.verified == false

is_built_right(provenance) if matches(provenance.builder, settings.builders)

is_built_right(_) if not settings.builders

is_built_from_right(provenance) if matches(provenance.source.uri, settings.sources)

is_built_from_right(_) if not settings.sources

matches(text, globs) if {
	some pattern in globs
	glob.match(pattern, ["/"], text)
}

reasons := concat(" ", sort(((unsigned | misbuilt) | elsewhere)))

unsigned contains lib.reason(provenance, settings.verified_by) if {
	some provenance in provenances
	not is_signed(provenance)
}

misbuilt contains $"One is built by {builder}, which is none of {concat(", ", settings.builders)}." if {
	some provenance in provenances
	not is_built_right(provenance)
	builder := object.get(provenance, "builder", "nobody that it names")
}

elsewhere contains $"One is built from {uri}, which is none of {concat(", ", settings.sources)}." if {
	some provenance in provenances
	not is_built_from_right(provenance)
	uri := object.get(provenance, ["source", "uri"], "nothing that it names")
}
