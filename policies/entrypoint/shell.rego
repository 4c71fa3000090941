# METADATA
# title: The image starts its program without a shell
# description: |-
#   In the shell form (ENTRYPOINT app --flag), a shell is the container's first process, and does not hand on the signal
#   to stop: the program is killed ten seconds later, in the middle of its work. Write the form of a list, ENTRYPOINT
#   ["app", "--flag"], or let the shell make way: `exec app --flag`. Without an ENTRYPOINT, CMD is what starts. A shell
#   set by SHELL counts, as does Windows's.
# custom:
#   severity: warning
#   fix: 'Write it as a list, ENTRYPOINT ["app", "--flag"], or put exec in front: ENTRYPOINT exec app --flag.'
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       allow:
#         description: Regular expressions in RE2 syntax. What is handed to the shell may match one of them, anywhere in it unless it is anchored.
#         type: array
#         items: {type: string, format: re2, minLength: 1}
#         examples: [['^/docker-entrypoint\.sh ']]
package lumogate.entrypoint.shell

deny contains {"msg": msg, "subject": started.name} if {
	script := handed_to_shell(started.words)
	not makes_way(script)
	not is_allowed(script)
	msg := $"{started.name} is in the shell form, so a shell is the container's first process: {substring(script, 0, 200)}"
}

# What the container's first process is.
started := {"name": "ENTRYPOINT", "words": input.config.entrypoint} if {
	input.config.entrypoint
} else := {"name": "CMD", "words": input.config.cmd}

# As builders write the shell form, with the shell of SHELL.
handed_to_shell(words) := concat(" ", array.slice(words, length, count(words))) if {
	length := count(input.config.shell)
	count(words) > length
	array.slice(words, 0, length) == input.config.shell
} else := concat(" ", array.slice(words, index + 1, count(words))) if {
	name := regex.find_all_string_submatch_n(`[^/\\]*$`, words[0], 1)[0][0]
	index := min([place | some place, word in words; place > 0; is_switch(lower(trim_suffix(lower(name), ".exe")), word)])
}

is_switch(name, word) if {
	name in {"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox", "toybox"}
	regex.match(`^-[a-zA-Z]*c[a-zA-Z]*$`, word)
}

is_switch("cmd", word) if lower(word) in {"/c", "/k"}

is_switch(name, word) if {
	name in {"powershell", "pwsh"}
	lower(word) in {"-command", "-c"}
}

# One command, which takes the shell's place: a second behind it would never run, one in front would stay in the shell.
makes_way(script) if regex.match(`^\s*exec\s+[^\s;&|-][^;&|\n]*$`, script)

is_allowed(script) if {
	some pattern in data.settings["entrypoint.shell"].allow
	regex.match(pattern, script)
}
