# What the rules about files share: which paths their settings let pass, and how an owner and a size are told.
package lumogate.lib.files

# A list of paths is looked up at once; only what has a star in it is tried path by path.
is_allowed(path, settings) if path in settings.allow

is_allowed(path, settings) if {
	some pattern in settings.allow
	contains(pattern, "*")
	glob.match(pattern, ["/"], path)
}

owner_words(file) := $", and belongs to {file.ownedBy}" if {
	file.ownedBy
} else := ""

# Bytes as people write them, in decimal units as `docker images` has them, cut after one place.
size_words(bytes) := $"{bytes} bytes" if {
	bytes < 1000
} else := $"{in_tenths(bytes, 1000)} kB" if {
	bytes < 1000000
} else := $"{in_tenths(bytes, 1000000)} MB" if {
	bytes < 1000000000
} else := $"{in_tenths(bytes, 1000000000)} GB"

in_tenths(bytes, unit) := floor((bytes * 10) / unit) / 10
