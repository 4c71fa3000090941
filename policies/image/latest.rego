# METADATA
# title: The image has a tag of its own
# description: |-
#   What `latest` means changes with each push, and so does a name without a tag, which means the same: nobody can tell
#   later what was judged, or go back to it. The name under which the image is judged needs another tag, or a digest; so
#   does the base image, where the image's annotations name it. Images that are judged by their ID, and folders and
#   SBOMs, have no tag that could be wrong; in an archive, the names count that it says its image has.
# custom:
#   severity: warning
#   fix: "Give the image a tag that stays: docker tag app registry.example/app:1.4.2."
#   extends: strict
package lumogate.image.latest

deny contains {"msg": msg, "subject": name} if {
	some name in names
	is_moving(name)
	msg := $"The image is judged as {name}, {tag_words(name)}, which means another image after the next push."
}

deny contains {"msg": msg, "subject": base.reference, "fix": fix} if {
	base := input.image.base
	not base.digest
	is_moving(base.reference)
	msg := $"The base image is {base.reference}, {tag_words(base.reference)}, which means another image after the next push."
	fix := $"Build FROM {repository(base.reference)} with a tag of a release, or by its digest."
}

# What the user named, if that is a name.
names contains input.image.reference if is_name

# An archive, or a layout: the names that stand in it.
names contains name if {
	not is_name
	not is_id(input.image.reference)
	some name in input.image.repoTags
}

is_name if {
	reference := input.image.reference
	not is_id(reference)

	# As parts of a name are written; a path on this machine begins with a dot or a slash, or ends as files do.
	regex.match(`^[A-Za-z0-9][A-Za-z0-9._-]*(?::[0-9]+)?(?:/[a-z0-9][a-z0-9._-]*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?(?:@sha256:[0-9a-f]{64})?$`, reference)
	not regex.match(`(?i)\.(?:tar|tgz|gz|zst|xz|json|spdx|xml|yaml|yml)$`, reference)
	is_known(reference)
}

# A source that knows images by names gives those it knows; a folder of that name has none.
is_known(_) if count(input.image.repoTags) + count(input.image.repoDigests) > 0

# With a registry in front or a tag behind, it can be nothing else.
is_known(reference) if regex.match(`^[^/]+[.:][^/]*/|:[^/]+$`, reference)

is_id(reference) if regex.match(`^(?:sha256:)?[0-9a-f]{12,64}$`, reference)

is_moving(name) if {
	not regex.match(`@[a-z0-9]+:[0-9a-f]{64,128}$`, name)
	tag(name) in {"", "latest"}
}

# Behind the last colon, unless that is a registry's port.
tag(name) := regex.find_all_string_submatch_n(`(?s)^.*?(?::([^:/]*))?$`, name, 1)[0][1]

repository(name) := trim_suffix(name, ":latest")

tag_words(name) := "without a tag" if {
	tag(name) == ""
} else := "by the tag latest"
