# Licences as databases have them: SPDX expressions, the short names of distributions, free text.
#
# Rego has no recursion, so parentheses are worked off from within, as deep as anybody writes them. In doubt every
# licence in a text counts: a choice is only seen where one is spelt out.
package lumogate.lib.licenses

# True where there is a choice in the text that takes good licences alone.
#
# rules: { denied, allowed }, lists of what `patterns` makes, and { exceptions }, names in small letters; none allowed
# means all
passes(text, rules) if {
	name := known_names[lower(text)]
	is_fine(name, rules)
}

passes(text, rules) if {
	not known_names[lower(text)]
	flat := without_groups(without_groups(without_groups(normal(text), rules), rules), rules)
	is_fine_text(text, flat, rules)
}

is_fine_text(_, flat, rules) if {
	not contains(flat, "(")
	has_fine_choice(flat, rules)
}

# Nested deeper than that, or never closed.
is_fine_text(text, flat, rules) if {
	contains(flat, "(")
	every name in names(text) {
		is_fine(name, rules)
	}
}

# Every licence that the text names, whatever stands between them.
names(text) := {known_names[lower(text)]}

names(text) := {name |
	some choice in split(without_parentheses(normal(text)), " or ")
	some name in parts(choice)
} if {
	not known_names[lower(text)]
}

without_parentheses(text) := strings.replace_n({"(": " and ", ")": " and "}, text)

# Small letters, and one spelling for what joins licences. A slash or a comma may mean a choice or not: it counts as
# none.
normal(text) := strings.replace_n(separators, lower(text))

# A rule of its own: it is made once, and not for each text.
separators := {
	"\t": " ",
	"\n": " ",
	"\r": " ",
	"\u000b": " ",
	"\u000c": " ",
	"\u00a0": " ",
	"\u0001": " ",
	"\u0002": " ",
	"||": " or ",
	"|": " or ",
	" & ": " and ",
	" + ": " and ",
	",": " and ",
	";": " and ",
	"/": " and ",
}

# Each innermost group becomes a mark: of fine ones, or of others. An image's text has no such characters any more. A
# parenthesis that nobody opened is a part of a name, which no list has.
without_groups(text, rules) := text if {
	not contains(text, "(")
} else := strings.replace_n(
	{group: mark(inner, rules) | some [group, inner] in regex.find_all_string_submatch_n(`\(([^()]*)\)`, text, -1)},
	text,
)

# What stands beside a group counts besides it.
mark(inner, rules) := " " if {
	not names_any(inner)
} else := " and \u0001 and " if {
	has_fine_choice(inner, rules)
} else := " and \u0002 and "

# To choose nothing is no choice: "GPL-3.0-only OR" is GPL-3.0-only.
has_fine_choice(text, rules) if {
	some choice in split(text, " or ")
	names_any(choice)
	every part in parts(choice) {
		is_fine(part, rules)
	}
}

has_fine_choice(text, _) if not names_any(text)

names_any(text) if {
	some choice in split(text, " or ")
	some part in parts(choice)
	regex.match(`[\pL\pN\x01\x02]`, part)
}

parts(choice) := [name |
	some part in split(choice, " and ")
	name := bare(trim_space(part))
	name != ""
]

# Without what would join it to others, if they were there.
bare(part) := regex.replace(part, dangling, "") if {
	regex.match(dangling, part)
} else := part

dangling := `^(?:(?:or|and|with)(?: +|$))+|(?: +(?:or|and|with))+$`

is_fine("\u0001", _)

is_fine(part, rules) if {
	not contains(part, "\u0002")
	[base, exception] := array.slice(array.concat(split(trim(part, "\u0001 "), " with "), [""]), 0, 2)
	not is_denied(trim_space(base), trim_space(exception), rules)
	is_allowed(part, trim_space(base), rules)
}

is_denied(base, exception, rules) if {
	is_denied_name(base, rules)
	not exception in rules.exceptions
}

# Licences one behind the other, or one within a sentence.
is_denied(base, exception, rules) if {
	contains(base, " ")
	some word in split(base, " ")
	is_denied_name(word, rules)
	not exception in rules.exceptions
}

is_denied_name(name, rules) if {
	some spelling in spellings(name)
	some parts in rules.denied
	data.lumogate.lib.packages.matches_parts(parts, spelling)
}

is_allowed(_, _, rules) if count(rules.allowed) == 0

is_allowed(part, base, rules) if {
	some spelling in array.concat([part], spellings(base))
	some parts in rules.allowed
	data.lumogate.lib.packages.matches_parts(parts, spelling)
}

# Of identifiers as people list them, where a star stands for any characters.
patterns(list) := [split(spelling, "*") | some item in list; some spelling in spellings(lower(item))]

spellings(name) := [name] if {
	canonical(name) == name
} else := [name, canonical(name)]

# An identifier by its form, and not a word for many licences.
is_known(name) if {
	base := canonical(trim_space(split(name, " with ")[0]))
	regex.match(`^[a-z0-9][a-z0-9.+-]*$`, base)
	not base in {
		"agpl", "agpl+", "artistic", "bsd", "commercial", "copyright", "custom", "free", "gfdl", "gpl", "gpl+",
		"lgpl", "lgpl+", "license", "none", "noassertion", "other", "proprietary", "public", "see", "unknown",
		"unlicensed",
	}
}

# SPDX's identifier for other spellings of it: GPLv2+ of rpm, GPL-2+ of Debian, GPL2 of old packages of Alpine.
canonical(name) := known_names[name] if {
	known_names[name]
} else := $"{family}-{major}{minor(rest)}{suffix}" if {
	# Few are, and to find is slower than to match.
	regex.match(`^(agpl|lgpl|gpl|gfdl)[ v0-9-]`, name)
	[[_, family, major, rest, later]] := regex.find_all_string_submatch_n(
		`^(agpl|lgpl|gpl|gfdl)[ -]?v?([1-9])(\.[0-9]+)?(\+|-or-later|-only|-or-newer| or later)?$`,
		name, -1,
	)
	suffix := or_later(later)
} else := name

minor("") := ".0"

minor(written) := written if written != ""

or_later(written) := "-only" if {
	written in {"", "-only"}
} else := "-or-later"

# What whole texts mean that are no identifiers: Python's classifiers, rpm's short names, URLs in manifests of Java.
known_names := {
	"academic free license (afl)": "afl-3.0",
	"apache 2": "apache-2.0",
	"apache 2.0": "apache-2.0",
	"apache license 2.0": "apache-2.0",
	"apache license, version 2.0": "apache-2.0",
	"apache license version 2.0": "apache-2.0",
	"apache-2": "apache-2.0",
	"apache2": "apache-2.0",
	"asl 2.0": "apache-2.0",
	"the apache license, version 2.0": "apache-2.0",
	"the apache software license, version 2.0": "apache-2.0",
	"http://www.apache.org/licenses/license-2.0": "apache-2.0",
	"http://www.apache.org/licenses/license-2.0.txt": "apache-2.0",
	"https://www.apache.org/licenses/license-2.0": "apache-2.0",
	"https://www.apache.org/licenses/license-2.0.txt": "apache-2.0",
	"boost software license 1.0 (bsl-1.0)": "bsl-1.0",
	"bsd 2-clause": "bsd-2-clause",
	"bsd 3-clause": "bsd-3-clause",
	"eclipse public license 1.0 (epl-1.0)": "epl-1.0",
	"eclipse public license 2.0 (epl-2.0)": "epl-2.0",
	"eclipse public license v2.0": "epl-2.0",
	"european union public licence 1.2 (eupl 1.2)": "eupl-1.2",
	"expat": "mit",
	"gnu affero general public license v3": "agpl-3.0-only",
	"gnu affero general public license v3 or later (agplv3+)": "agpl-3.0-or-later",
	"gnu general public license (gpl)": "gpl",
	"gnu general public license v2 (gplv2)": "gpl-2.0-only",
	"gnu general public license v2 or later (gplv2+)": "gpl-2.0-or-later",
	"gnu general public license v3 (gplv3)": "gpl-3.0-only",
	"gnu general public license v3 or later (gplv3+)": "gpl-3.0-or-later",
	"gnu lesser general public license v2 (lgplv2)": "lgpl-2.0-only",
	"gnu lesser general public license v2 or later (lgplv2+)": "lgpl-2.0-or-later",
	"gnu lesser general public license v3 (lgplv3)": "lgpl-3.0-only",
	"gnu lesser general public license v3 or later (lgplv3+)": "lgpl-3.0-or-later",
	"gnu library or lesser general public license (lgpl)": "lgpl",
	"isc license (iscl)": "isc",
	"mit license": "mit",
	"mit license (mit)": "mit",
	"mozilla public license 2.0 (mpl 2.0)": "mpl-2.0",
	"mplv2.0": "mpl-2.0",
	"python software foundation license": "psf-2.0",
	"the mit license": "mit",
	"the unlicense (unlicense)": "unlicense",
	"zope public license": "zpl-2.1",
}
