# METADATA
# title: The operating system still gets security fixes
# description: |-
#   Fails when the free support of the image's operating system has ended, and warns some days ahead (90, unless `days`
#   says otherwise). The last day comes from a table that lumogate ships; `lumogate inspect` shows it. For rolling
#   systems, and for systems that the table does not have, no day is known: `unknown` says what is to become of them.
# custom:
#   fix: Build FROM an image of a later release of the operating system.
#   extends: recommended
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       days:
#         description: "How many days ahead it warns; left out: 90."
#         type: integer
#         minimum: 0
#         maximum: 3650
#         examples: [30]
#       unknown:
#         description: "What a system is of which no last day is known; left out: ignore."
#         type: string
#         enum: [ignore, note, warning, error]
#       except:
#         description: IDs of systems (os-release) that are not judged, such as those with support that is paid for.
#         type: array
#         minItems: 1
#         items: {type: string, pattern: "^[a-z0-9._-]+$"}
#         examples:
#         - [ubuntu]
package lumogate.os.end_of_life

deny contains {"msg": msg, "subject": subject, "fix": fix} if {
	time.now_ns() >= end_ns
	msg := $"The free support of {name} ended on {input.os.endOfLife}: it gets no security fixes any more."
}

warn contains {"msg": msg, "subject": subject, "fix": fix} if {
	now := time.now_ns()
	now < end_ns
	now >= end_ns - ((object.get(settings, "days", 90) * 24) * hour_ns)
	msg := $"The free support of {name} ends on {input.os.endOfLife}, in {floor((end_ns - now) / (24 * hour_ns))} days."
}

deny contains {"msg": msg, "subject": subject, "fix": fix, "severity": unknown} if {
	unknown != "ignore"
	not input.os.endOfLife
	not excepted
	msg := $"Nobody can tell until when {name} gets security fixes: lumogate's table does not have it."
}

deny contains {"msg": msg, "fix": fix, "severity": unknown} if {
	unknown != "ignore"
	not input.os
	msg := "No file in the image says what operating system it is (os-release), nor so how long it gets security fixes."
}

settings := object.get(data.settings, "os.end_of_life", {})

unknown := object.get(settings, "unknown", "ignore")

excepted if input.os.id in settings.except

# The day itself is the last one of support, wherever it ends last on earth (UTC-12).
end_ns := time.parse_rfc3339_ns($"{day}T00:00:00Z") + (36 * hour_ns) if {
	not excepted

	# Of its own: a template writes "<undefined>" for what is not there.
	day := input.os.endOfLife
}

hour_ns := ((60 * 60) * 1000) * 1000000

name := concat(" ", [input.os.id, input.os.versionId]) if {
	input.os.versionId
} else := input.os.id

subject := concat("@", split(name, " "))

fix := $"Build FROM an image of a later release of {input.os.id}." if {
	input.os.id
} else := "Build FROM an image that has an os-release file."
