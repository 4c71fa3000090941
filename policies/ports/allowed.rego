# METADATA
# title: Only allowed ports are exposed
# description: |-
#   Every port that the image exposes (EXPOSE) has to be in lumogate.yaml's list, and not be a privileged one (under
#   1024), where these are excluded: to listen on them, a process may need to be root. EXPOSE publishes nothing by
#   itself; it says what the image means to listen on.
# custom:
#   severity: error
#   fix: Take the port out of EXPOSE in the Dockerfile, or allow it in lumogate.yaml.
#   settings:
#     type: object
#     additionalProperties: false
#     minProperties: 1
#     properties:
#       allow:
#         description: Ports, or ranges of them, with the protocol behind a slash; left out, it is tcp.
#         type: array
#         examples: [[8080, 8000-8999/tcp, 53/udp]]
#         items:
#           type: [integer, string]
#           if: {type: integer}
#           then: {type: integer, minimum: 1, maximum: 65535}
#           else: {type: string, pattern: "^[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?$"}
#       privileged:
#         description: Whether ports under 1024 may be exposed.
#         type: boolean
#         default: true
package lumogate.ports.allowed

deny contains {"msg": msg, "subject": port, "fix": fix} if {
	some port in input.config.exposedPorts
	settings.allow
	not is_allowed(port)
	msg := $"The image exposes the port {port}, which is not allowed; allowed: {list}."
	fix := $"Take EXPOSE {port} out of the Dockerfile, or expose one of: {list}."
}

deny contains {"msg": msg, "subject": port, "fix": fix} if {
	some port in input.config.exposedPorts
	settings.privileged == false
	is_privileged(port)
	msg := $"The image exposes the port {port}, which is under 1024: a process may need to be root to listen on it."
	fix := "Let the program listen on a port from 1024 on, such as 8080, and expose that."
}

settings := data.settings["ports.allowed"]

is_allowed(port) if {
	wanted := parsed(port)
	some range in ranges
	range.protocol == wanted.protocol
	range.first <= wanted.first
	wanted.last <= range.last
}

# What cannot be read as a port is not known to be another one.
is_privileged(port) if not parsed(port)

is_privileged(port) if parsed(port).first < 1024

ranges contains parsed($"{item}") if some item in settings.allow

# 8080/tcp, as the image's configuration has it, or a range of ports.
parsed(text) := {"first": first, "last": last, "protocol": protocol} if {
	[[_, from, to, written]] := regex.find_all_string_submatch_n(`^([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([a-z]+))?$`, text, 1)
	first := to_number(trim_zeros(from))
	last := number_or(to, first)
	first <= last
	protocol := text_or(written, "tcp")
}

number_or("", other) := other

number_or(text, _) := to_number(trim_zeros(text)) if text != ""

text_or("", other) := other

text_or(text, _) := text if text != ""

trim_zeros(text) := $"0{trim_left(text, "0")}" if {
	trim_left(text, "0") == ""
} else := trim_left(text, "0")

list := concat(", ", [$"{item}" | some item in settings.allow])
