# METADATA
# title: Tools for building and breaking in are not left in the image
# description: |-
#   Finds programs that an image needs while it is built, or that somebody who broke in is glad to find: compilers,
#   build tools, package managers of languages, debuggers, network tools, servers for remote access, version control,
#   sudo. The system's own package manager, downloaders (curl, wget) and shells are kinds as well, but many images need
#   them: they are only looked for where `kinds` names them. Names are those of packages, with or without a version
#   behind them (gcc, gcc-12).
# custom:
#   severity: warning
#   fix: Build in a stage of its own, and copy only the result into the image (COPY --from).
#   docs: https://docs.docker.com/build/building/multi-stage/
#   extends: strict
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       kinds:
#         description: "What is looked for; left out: all but system-package-managers, downloaders and shells."
#         type: array
#         minItems: 1
#         items:
#           type: string
#           enum: [compilers, build-tools, package-managers, debuggers, network-tools, remote-access, version-control, privilege-tools, system-package-managers, downloaders, shells]
#         examples:
#         - [compilers, build-tools, system-package-managers]
#       add:
#         description: Names of more packages; * stands for any characters.
#         type: array
#         minItems: 1
#         items: {type: string, format: package-name}
#         examples:
#         - ["*-dev", awscli]
#       except:
#         description: Names of packages that may stay; * stands for any characters.
#         type: array
#         minItems: 1
#         items: {type: string, format: package-name}
#         examples:
#         - [git, "openjdk-*"]
package lumogate.packages.tools

import data.lumogate.lib.packages as lib

deny contains {"msg": msg, "subject": installed.purl, "fix": fix} if {
	some place, kind in found
	not place in within_others
	installed := input.packages[place]
	msg := $"{lib.words(installed)} is left in the image, {because[kind]}"
	fix := $"{lib.remove_fix(installed)} What only a build needs belongs into a stage of its own."
}

settings := object.get(data.settings, "packages.tools", {})

kinds := object.get(settings, "kinds", [
	"compilers",
	"build-tools",
	"package-managers",
	"debuggers",
	"network-tools",
	"remote-access",
	"version-control",
	"privilege-tools",
])

because := {
	"compilers": "a compiler, which nothing that runs needs",
	"build-tools": "a tool for building, which nothing that runs needs",
	"package-managers": "a package manager, which nothing that runs needs and which brings more in",
	"debuggers": "a debugger, which reads and changes what other programs do",
	"network-tools": "a tool for exploring networks",
	"remote-access": "a server to log in by, while a container is reached by its engine",
	"version-control": "a tool of version control, whose sources belong into the build",
	"privilege-tools": "a tool for running programs as somebody else",
	"system-package-managers": "the system's package manager, which brings more in",
	"downloaders": "a downloader, which brings more in",
	"shells": "a shell",
	"added": "and lumogate.yaml lists it as a tool",
}

# By place in input.packages: each has one kind, and what is added by hand has its own only where we have none.
found[place] := kind if {
	some place in listed_places
	kind := kind_of(input.packages[place])
}

found[place] := "added" if {
	some place in added_places
	not place in listed_places
}

listed_places contains place if {
	some name, _ in tools
	some place in object.get(lib.by_name, name, set())
	judged(input.packages[place])
	kind_of(input.packages[place]) in kinds
}

# With a version behind their names, or, as Java's kits have it, in the middle.
listed_places contains place if {
	some name, places in lib.by_name
	regex.match(`^(gcc|g\+\+|cpp|clang|gfortran|gnat|go|golang|rust|cargo|ghc|dotnet-sdk|automake|autoconf|lldb)-?[0-9][0-9.]*$|jdk|corretto`, name)
	some place in places
	judged(input.packages[place])
	kind_of(input.packages[place]) in kinds
}

added_places contains place if {
	some pattern in settings.add
	some place in lib.places(pattern)
	judged(input.packages[place])
}

judged(installed) if {
	not lib.is_hidden(installed)
	not excepted(lower(installed.name))
}

excepted(name) if {
	some pattern in settings.except
	lib.matches(pattern, name)
}

# pip as Python has it and as the system's package has it is one pip.
within_others contains place if {
	some place, _ in found
	input.packages[place].ownedBy in {input.packages[other].purl | some other, _ in found}
}

# "gcc" for gcc-12, "go" for go1.21; but gcc-12-base, which is no compiler, stays what it is.
unversioned(name) := trim_right(name, "0123456789.-")

kind_of(installed) := kind if {
	installed.type in {"deb", "apk", "rpm", "alpm", "opkg", "brew", "generic"}
	kind := tools[unversioned(lower(installed.name))]
} else := "compilers" if {
	installed.type in {"deb", "apk", "rpm", "alpm"}
	regex.match(`^(openjdk-?[0-9]+-jdk(-headless)?|java-([0-9.]+|latest)-openjdk-devel|jdk[0-9]*-openjdk|temurin-[0-9]+-jdk|.*-corretto-(jdk|devel))$`, lower(installed.name))
} else := "package-managers" if {
	installed.type in {"npm", "pypi", "conda", "gem"}
	lower(installed.name) in {"npm", "yarn", "pnpm", "corepack", "pip", "pipx", "pipenv", "poetry", "uv"}
}

tools := object.union_n([{name: kind | some name in names} | some kind, names in {
	"compilers": {
		"gcc", "g++", "gcc-c++", "cpp", "clang", "gfortran", "gcc-gfortran", "gnat", "rust", "rustc", "cargo",
		"golang", "golang-go", "golang-bin", "go", "ghc", "ocaml", "fpc", "tcc", "nasm", "yasm", "dotnet-sdk",
		"mono-devel", "default-jdk", "default-jdk-headless", "jdk-openjdk",
	},
	"build-tools": {
		"build-essential", "build-base", "base-devel", "alpine-sdk", "make", "cmake", "ninja", "ninja-build", "meson",
		"autoconf", "automake", "libtool", "bison", "flex", "binutils", "dpkg-dev", "devscripts", "debhelper",
		"rpm-build", "maven", "gradle", "ant", "bazel",
	},
	"package-managers": {
		"npm", "yarn", "yarnpkg", "pnpm", "corepack", "python3-pip", "python3.9-pip", "python3.11-pip",
		"python3.12-pip", "python3.13-pip", "python-pip", "py3-pip", "pip", "pipx", "pipenv", "python3-poetry",
		"poetry", "uv", "composer", "luarocks", "cpanminus", "conda",
	},
	"debuggers": {
		"gdb", "gdbserver", "lldb", "strace", "ltrace", "perf", "linux-perf", "valgrind", "bpftrace", "delve",
	},
	"network-tools": {
		"netcat", "netcat-openbsd", "netcat-traditional", "nmap", "nmap-ncat", "ncat", "socat", "telnet",
		"inetutils-telnet", "tcpdump", "tshark",
		"wireshark", "wireshark-cli", "hping3", "masscan", "ettercap-text-only",
	},
	"remote-access": {
		"openssh-server", "dropbear", "telnetd", "inetutils-telnetd", "telnet-server", "rsh-server", "vsftpd", "xrdp",
		"x11vnc",
	},
	"version-control": {"git", "git-core", "subversion", "mercurial", "cvs", "bzr", "fossil"},
	"privilege-tools": {"sudo", "sudo-ldap", "doas", "opendoas"},
	"system-package-managers": {
		"apt", "aptitude", "dpkg", "apk-tools", "yum", "dnf",
		"dnf5", "microdnf", "tdnf", "rpm", "zypper", "libzypp", "pacman", "opkg",
	},
	"downloaders": {
		"curl", "curl-minimal", "wget",
		"wget2", "aria2", "lftp", "axel",
	},
	"shells": {"bash", "dash", "zsh", "fish", "ksh", "tcsh", "csh", "mksh", "busybox"},
}])
