# METADATA
# title: No banned package is installed
# description: |-
#   Compares every package in the image with the list in lumogate.yaml. A ban names a package, or several: `*` in a
#   name stands for any characters, and capitals are the same as small letters. A Maven artifact is met with its group and
#   without, Gentoo's packages with their category and without, a Python package however its name is spelt. It can be limited to a type and to a
#   range of versions, which compare as the package manager itself compares them, epoch included. A ban can also be a
#   package URL: without a version it means any; namespace and qualifiers (arch, distro) have to match where they are
#   given, unless the image does not say its own. Names are those of installed (binary) packages, not of the source
#   packages that they were built from.
package lumogate.packages.banned

deny contains {"msg": message(ban, installed), "subject": installed.purl, "fix": fix(ban, installed)} if {
	some [ban, installed] in candidates
	of_type(ban, installed)
	of_url(ban, installed)
	of_version(ban, installed)
}

# What a ban names, of whatever type and version: versions compare outside of WebAssembly, so only where it matters.
candidates contains [ban, installed] if {
	some installed in input.packages
	some ban in named[lower(installed.name)]
}

candidates contains [ban, installed] if {
	some installed in input.packages
	some ban in named[without_group(installed)]
}

candidates contains [ban, installed] if {
	some installed in input.packages
	installed.type == "pypi"
	some ban in named_in_python[python_name(installed.name)]
}

candidates contains [ban, installed] if {
	some ban in bans
	contains(ban.name, "*")
	some installed in input.packages
	some name in names(installed)
	regex.match(wildcard(ban.name), name)
}

bans contains {"name": item} if {
	some item in data.settings["packages.banned"].packages
	is_string(item)
}

bans contains item if {
	some item in data.settings["packages.banned"].packages
	is_object(item)
}

named[lower(ban.name)] contains ban if {
	some ban in bans
	not contains(ban.name, "*")
}

named_in_python[python_name(ban.name)] contains ban if {
	some ban in bans
	not contains(ban.name, "*")
}

# What a star may stand in.
names(installed) := {lower(installed.name), python_name(installed.name)} if {
	installed.type == "pypi"
} else := {lower(installed.name), without_group(installed)} if {
	without_group(installed)
} else := {lower(installed.name)}

# To Python, Flask_Login and flask-login are one name.
python_name(name) := concat("-", [word |
	some word in split(strings.replace_n({"_": "-", ".": "-"}, lower(name)), "-")
	word != ""
])

# A group stands in front, or a category.
without_group(installed) := last_part(installed.name, ":") if installed.type == "maven"

without_group(installed) := last_part(installed.name, "/") if installed.type == "ebuild"

last_part(name, separator) := array.reverse(split(lower(name), separator))[0]

# Not glob.match: its star stops at a line break, and an image can put one into a name.
wildcard(name) := $"(?i)^{concat("(?s:.*)", [literal(part) | some part in split(name, "*")])}$"

# The settings allow no other character that means something in a regular expression.
literal(part) := replace(replace(part, "+", `\+`), ".", `\.`)

of_type(ban, installed) if object.get(ban, "type", installed.type) == installed.type

of_version(ban, _) if not ban.versions

of_version(ban, installed) if lumogate.version.satisfies(installed.type, full_version(installed), ban.versions)

of_url(ban, _) if not ban.url

# What a package's own URL does not say cannot tell it apart from a banned one: no os-release, no namespace.
of_url(ban, installed) if {
	[address, qualifiers] := array.slice(array.concat(split(installed.purl, "?"), [""]), 0, 2)
	path := split(address, "/")
	of_namespace(ban.url, array.slice(path, 1, count(path) - 1))
	every key, qualifier in ban.url.qualifiers {
		of_qualifier(key, qualifier, split(qualifiers, "&"))
	}
}

of_namespace(url, _) if not url.namespace

of_namespace(_, []) := true

of_namespace(url, [namespace]) if namespace == url.namespace

of_qualifier(_, qualifier, written) if qualifier in written

of_qualifier(key, _, written) if {
	every one in written {
		not startswith(one, $"{key}=")
	}
}

full_version(installed) := $"{installed.epoch}:{installed.version}" if {
	installed.epoch > 0
} else := installed.version

message(ban, installed) := concat("", [
	$"{installed.name} {full_version(installed)} ({kind(installed)}) is banned",
	listed_as(ban),
	in_versions(ban),
	because(ban),
])

kind(installed) := $"{installed.type}, {installed.arch}" if {
	installed.arch
} else := installed.type

listed_as(ban) := $" as {ban.name}" if {
	contains(ban.name, "*")
} else := $" as {ban.purl}" if {
	ban.purl
} else := ""

in_versions(ban) := $" in versions {ban.versions}" if {
	ban.versions
	not ban.purl
} else := ""

because(ban) := $": {ban.reason}" if {
	ban.reason
} else := ""

fix(ban, installed) := $"Install a version that is not banned{command("upgrade", installed)}." if {
	ban.versions
} else := $"Take {installed.name} out of the line that installs it; if the base image brings it, remove it{command("remove", installed)}."

# Only for names that a shell cannot misread: an image can call its packages what it likes.
command(verb, installed) := $": RUN {program} {installed.name}" if {
	program := commands[installed.type][verb]
	regex.match(`^[A-Za-z0-9][A-Za-z0-9.+_-]*$`, installed.name)
} else := ""

# Of other types nobody can tell how they came in: a template would write "<undefined>" for them.
commands := {
	"deb": {"remove": "apt-get purge -y", "upgrade": "apt-get update && apt-get install -y --only-upgrade"},
	"apk": {"remove": "apk del", "upgrade": "apk add --no-cache --upgrade"},
	"rpm": {"remove": "dnf remove -y", "upgrade": "dnf upgrade -y"},
	"alpm": {"remove": "pacman -Rns --noconfirm", "upgrade": "pacman -Syu --noconfirm"},
	"pypi": {"remove": "pip uninstall -y", "upgrade": "pip install --upgrade"},
}
