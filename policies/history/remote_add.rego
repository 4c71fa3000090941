# METADATA
# title: Nothing is added from an address
# description: |-
#   ADD of an address puts into the image whatever lay there on that day. It has to be copied from the build's context,
#   or fetched and checked in one step. Read in the image's history: BuildKit writes the address there, but not whether
#   a checksum was given (ADD --checksum), so that addresses which are checked have to be listed in `allow`. The classic
#   builder writes a sum without `file:` or `dir:` in front; of several sources in one ADD it writes one sum, and then
#   nobody can tell.
# custom:
#   severity: warning
#   fix: "Fetch and check it in one step: RUN curl --fail --output FILE URL && echo 'SUM  FILE' | sha256sum --check; or COPY it from the context."
#   extends: recommended
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: What addresses may begin with. End one with a slash, so that it means this host and no longer name.
#         type: array
#         items: {type: string, minLength: 8}
#         examples: [["https://artifacts.example.com/"]]
package lumogate.history.remote_add

deny contains {"msg": msg, "subject": source} if {
	some [index, source] in addresses
	not is_allowed(source)
	msg := $"Step {index} of the history adds {source}, which nothing in the image holds to a checksum."
}

deny contains {"msg": msg, "subject": $"step {step.index}"} if {
	some step in input.layers
	regex.match(`^/bin/sh -c #\(nop\) ADD [0-9a-f]{64} in `, step.createdBy)
	msg := $"Step {step.index} of the history adds something from an address, which nothing in the image holds to a checksum: {step.createdBy}"
}

# Most steps have no address, and are done with here: one may be long.
addresses contains [step.index, source] if {
	some step in input.layers
	regex.match(`^(?:/bin/sh -c #\(nop\) +)?ADD `, step.createdBy)
	regex.match(`[:@]`, step.createdBy)
	some source in sources(step.createdBy)
	regex.match(`(?i)^(?:(?:https?|git|ssh)://|[a-z0-9_.-]+@[a-z0-9.-]+:)`, source)
}

# All but the last word, which is where to; in the form of a list as well, whose words are quoted.
sources(instruction) := array.slice(words, 0, count(words) - 1) if {
	words := [word |
		some written in split(strings.replace_n({"\t": " ", "\n": " "}, trim_suffix(trim_space(instruction), "# buildkit")), " ")
		word := trim(written, `[]",`)
		word != ""
	]
}

is_allowed(source) if {
	some prefix in data.settings["history.remote_add"].allow
	startswith(source, prefix)
}
