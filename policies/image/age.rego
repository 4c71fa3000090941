# METADATA
# title: The image is not too old
# description: |-
#   An image that was built long ago lacks what its system has repaired since. Its date is the one in the image's
#   configuration; tools that build reproducibly write one from long ago there (1970-01-01, 1980-01-01), which says
#   nothing about its age, and is denied unless `undated` is `pass`. So is a date in the future.
# custom:
#   severity: warning
#   fix: Build the image again, and pull its base image for that (docker build --pull --no-cache).
#   settings:
#     type: object
#     additionalProperties: false
#     required: [days]
#     properties:
#       days:
#         description: How many days old an image may be.
#         type: integer
#         minimum: 1
#         maximum: 36500
#         examples: [90]
#       undated:
#         description: What becomes of an image that does not say when it was made, or says 1970 or 1980 as reproducible builds do.
#         type: string
#         enum: [deny, pass]
#         default: deny
package lumogate.image.age

deny contains {"msg": msg, "subject": "created"} if {
	not input.image.created
	not passes_undated
	msg := "The image does not say when it was made, so nobody can tell how old it is."
}

deny contains {"msg": msg, "subject": "created"} if {
	input.image.created
	not dated
	not passes_undated
	msg := $"The image says it was made at {input.image.created}, as reproducible builds say of every image, so nobody can tell how old it is."
}

deny contains {"msg": msg, "subject": "created"} if {
	is_readable
	dated
	age_days > max_days
	msg := $"The image was made at {input.image.created}, {age_days} days ago; allowed are {max_days} days."
}

deny contains {"msg": msg, "subject": "created"} if {
	is_readable
	dated

	# A day for clocks that differ.
	age_days < -1
	msg := $"The image says it was made at {input.image.created}, which is in the future, so nobody can tell how old it is."
}

deny contains {"msg": msg, "subject": "created"} if {
	dated
	not is_readable
	msg := $"The image says it was made at {input.image.created}, which is no date that can be read."
}

# RFC 3339, in the years that count in nanoseconds since 1970.
is_readable if regex.match(`^(?:19[7-9]|20[0-9]|21[0-9])[0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt]`, input.image.created)

# Not the begin of Go's time, of Unix's, or of MS-DOS's, which zip files have.
dated if {
	input.image.created
	not regex.match(`^(?:0001|1970|1980-01-01|1979-12-31)`, input.image.created)
}

age_days := floor((time.now_ns() - time.parse_rfc3339_ns(input.image.created)) / 86400000000000)

max_days := data.settings["image.age"].days

passes_undated if data.settings["image.age"].undated == "pass"
