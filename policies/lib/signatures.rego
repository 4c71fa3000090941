# Who has signed, of all that is attached to an image, and whether that is somebody whom lumogate.yaml names. What a
# signature is of, and whether it holds, was verified before: only where it does has a fact a key or an identity.
package lumogate.lib.signatures

# trust: { keys, identities, require_transparency } of a rule's settings.
signers(trust) := keys(trust) | identities(trust)

keys(trust) := {{"key": name, "words": $"the key {name}"} |
	some key in object.get(trust, "keys", [])
	name := key_name(key)
}

key_name(key) := key if is_string(key)

key_name(key) := object.get(key, "name", key.path) if is_object(key)

identities(trust) := {object.union(identity, {"words": words}) |
	some identity in object.get(trust, "identities", [])
	words := $"{object.get(identity, "subject", object.get(identity, "subject_pattern", ""))} of {identity.issuer}"
}

# True for a signature, or an attestation, that holds and is by this signer.
is_by(fact, signer, trust) if {
	fact.verified
	fact.key == signer.key
	is_logged(fact, trust)
}

is_by(fact, signer, trust) if {
	fact.verified
	fact.issuer == signer.issuer
	is_subject(fact.identity, signer)
	is_logged(fact, trust)
}

is_by_any(fact, trust) if {
	some signer in signers(trust)
	is_by(fact, signer, trust)
}

is_subject(identity, signer) if identity == signer.subject

# The whole of it: "acme" in a pattern is not to let evil.example/acme pass.
is_subject(identity, signer) if {
	# Of its own: a template writes "<undefined>" for what is not there.
	pattern := signer.subject_pattern
	regex.match($"^(?:{pattern})$", identity)
}

is_logged(fact, _) if fact.transparency

is_logged(_, trust) if not object.get(trust, "require_transparency", false)

# What there is instead of what is expected.
reason(fact, _) := $"One does not count: {object.get(fact, "problem", "It is not verified.")}" if not fact.verified

reason(fact, trust) := $"One is by {author(fact)}, which lumogate.yaml does not name here." if {
	fact.verified
	not is_by_any(fact, anyhow(trust))
}

reason(fact, trust) := $"One is by {author(fact)}, but in no log of the trusted root." if {
	is_by_any(fact, anyhow(trust))
	not is_by_any(fact, trust)
}

reason(fact, trust) := $"One is by {author(fact)}." if is_by_any(fact, trust)

# In a log or not.
anyhow(trust) := object.remove(trust, ["require_transparency"])

author(fact) := $"the key {fact.key}" if fact.key

author(fact) := $"{fact.identity} of {fact.issuer}" if fact.identity

# "the key cosign.pub or mail@example.com of https://accounts.example.com"
words(trust) := concat(conjunction(trust), sort([signer.words | some signer in signers(trust)]))

conjunction(trust) := " and " if {
	trust.of == "all"
} else := " or "
