# What the rules about packages share: how a setting names packages, and how a finding does.
package lumogate.lib.packages

# The places of packages in input.packages, by what a setting may call them: settings are few, packages are many.
by_name[lower(installed.name)] contains index if {
	some index, installed in input.packages
}

by_name[without_group(installed)] contains index if {
	some index, installed in input.packages
}

by_python_name[python_name(installed.name)] contains index if {
	some index, installed in input.packages
	installed.type == "pypi"
}

# Packages in settings are names or objects.
as_item(item) := {"name": item} if is_string(item)

as_item(item) := item if is_object(item)

# The packages that an item means: by name first, since versions compare outside of WebAssembly.
selected(item) := {installed |
	some index in places(item.name)
	installed := input.packages[index]
	of_type(item, installed)
	of_version(item, installed)
}

# The places of the packages of a name, of whatever type and version. Of a name with stars a list, since sets of
# thousands of numbers are slow in WebAssembly; a place may be in it twice.
places(name) := object.get(by_name, lower(name), set()) | object.get(by_python_name, python_name(name), set()) if {
	not contains(name, "*")
}

places(name) := [index |
	parts := split(lower(name), "*")
	first := parts[0]
	last := parts[count(parts) - 1]
	some index_by_name in [by_name, by_python_name]
	some key, indexes in index_by_name

	# What has to hold, outside of the function that says it all: of ten thousand names it leaves a few.
	startswith(key, first)
	endswith(key, last)
	contains(key, parts[1])
	matches_parts(parts, key)
	some index in indexes
] if {
	contains(name, "*")
}

# Where a star stands for any characters. The name is in small letters.
matches(pattern, name) if matches_parts(split(lower(pattern), "*"), name)

matches_parts([whole], name) if name == whole

matches_parts([first, last], name) if {
	startswith(name, first)
	endswith(name, last)
	count(name) >= count(first) + count(last)
}

matches_parts([first, middle, last], name) if {
	startswith(name, first)
	endswith(name, last)
	contains(substring(name, count(first), (count(name) - count(first)) - count(last)), middle)
	count(name) >= (count(first) + count(middle)) + count(last)
}

# Not glob.match: its star stops at a line break, and an image can put one into a name.
matches_parts(parts, name) if {
	count(parts) > 3
	every part in parts {
		contains(name, part)
	}
	regex.match($"^{concat("(?s:.*)", [literal(part) | some part in parts])}$", name)
}

# What means something in a regular expression (RE2).
literal(part) := strings.replace_n(
	{
		`\`: `\\`, `.`: `\.`, `+`: `\+`, `?`: `\?`, `(`: `\(`, `)`: `\)`, `[`: `\[`, `]`: `\]`,
		`{`: `\{`, `}`: `\}`, `|`: `\|`, `^`: `\^`, `$`: `\$`,
	},
	part,
)

# To Python, Flask_Login and flask-login are one name.
python_name(name) := concat("-", [word |
	some word in split(strings.replace_n({"_": "-", ".": "-"}, lower(name)), "-")
	word != ""
])

# A group stands in front, or a category.
without_group(installed) := last_part(installed.name, ":") if installed.type == "maven"

without_group(installed) := last_part(installed.name, "/") if installed.type == "ebuild"

last_part(name, separator) := array.reverse(split(lower(name), separator))[0]

of_type(item, installed) if object.get(item, "type", installed.type) == installed.type

of_version(item, _) if not item.versions

of_version(item, installed) if lumogate.version.satisfies(installed.type, full_version(installed), item.versions)

# A package that a person would not know of: test data, or what another package carries for itself.
is_hidden(installed) if installed.status in {"unlisted", "vendored"}

full_version(installed) := $"{installed.epoch}:{installed.version}" if {
	installed.epoch > 0
} else := installed.version

# "openssl 1:3.0.9-1 (deb, amd64)"
words(installed) := $"{installed.name} {full_version(installed)} ({kind(installed)})"

kind(installed) := $"{installed.type}, {installed.arch}" if {
	installed.arch
} else := installed.type

# "openssl (deb) in versions < 2", as a setting has it.
item_words(item) := concat("", [item.name, type_words(item), range_words(item)])

type_words(item) := $" ({item.type})" if {
	item.type
} else := ""

range_words(item) := $" in versions {item.versions}" if {
	item.versions
} else := ""

because(item) := $": {item.reason}" if {
	item.reason
} else := ""

# An item may begin to count on a day of its own.
dated(finding, item) := object.union(finding, {"effective_on": item.effective_on}) if {
	item.effective_on
} else := finding

# Says how to do it, only for names that a shell cannot misread: an image can call its packages what it likes.
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

remove_fix(installed) := $"Take {installed.name} out of the line that installs it; if the base image brings it, remove it{command("remove", installed)}."
