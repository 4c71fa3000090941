package lumogate.packages.tools_test

import data.lumogate.packages.tools

installed(type, name) := {"type": type, "name": name, "version": "12.2", "purl": $"pkg:{type}/{name}@12.2"}

subjects(packages, settings) := {finding.subject |
	some finding in tools.deny with input as {"packages": packages}
		with data.settings as {"packages.tools": settings}
}

judge(type, names, settings) := subjects([installed(type, name) | some name in names], settings)

purls(type, names) := {$"pkg:{type}/{name}@12.2" | some name in names}

test_what_is_left_is_told_with_its_reason if {
	findings := tools.deny with input as {"packages": [installed("deb", "gcc-12")]} with data.settings as {}
	findings == {{
		"msg": "gcc-12 12.2 (deb) is left in the image, a compiler, which nothing that runs needs",
		"subject": "pkg:deb/gcc-12@12.2",
		"fix": concat("", [
			"Take gcc-12 out of the line that installs it; if the base image brings it, remove it: ",
			"RUN apt-get purge -y gcc-12. What only a build needs belongs into a stage of its own.",
		]),
	}}
}

test_tools_are_found_with_and_without_their_version if {
	names := ["gcc", "g++-12", "cpp-12", "clang15", "go1.21", "dotnet-sdk-8.0", "make", "GCC"]
	judge("deb", names, {}) == purls("deb", names)
}

test_libraries_of_tools_are_none if {
	judge("deb", ["gcc-12-base", "libgcc-s1", "libstdc++6", "gitlab", "makedev", "cmake-data", "python3", "libjdk"], {}) == set()
}

test_kits_for_java_are_found if {
	names := ["openjdk-17-jdk", "openjdk17-jdk", "openjdk-21-jdk-headless", "java-17-openjdk-devel", "java-17-amazon-corretto-devel", "temurin-21-jdk"]
	judge("rpm", names, {}) == purls("rpm", names)
	judge("rpm", ["openjdk-17-jre", "java-17-openjdk-headless", "java-17-amazon-corretto-headless"], {}) == set()
	judge("npm", ["openjdk-17-jdk"], {}) == set()
}

test_package_managers_of_languages_are_found_in_their_own_database if {
	judge("npm", ["npm", "corepack", "gcc", "express"], {}) == purls("npm", ["npm", "corepack"])
	judge("pypi", ["pip", "requests"], {}) == purls("pypi", ["pip"])
}

test_what_many_images_need_is_looked_for_on_demand if {
	names := ["bash", "curl", "apt", "busybox"]
	judge("deb", names, {}) == set()
	judge("deb", names, {"kinds": ["shells"]}) == purls("deb", ["bash", "busybox"])
	judge("deb", ["gcc", "apt"], {"kinds": ["system-package-managers"]}) == purls("deb", ["apt"])
	judge("rpm", ["openjdk-17-jdk"], {"kinds": ["shells"]}) == set()
}

test_names_can_be_added_and_left_out if {
	judge("deb", ["libc6-dev", "gcc"], {"add": ["*-dev", "gcc"]}) == purls("deb", ["libc6-dev", "gcc"])
	some finding in tools.deny with input as {"packages": [installed("deb", "libc6-dev")]}
		with data.settings as {"packages.tools": {"add": ["*-dev"]}}
	endswith(finding.msg, ", and lumogate.yaml lists it as a tool")
	judge("deb", ["git", "gcc", "g++-12", "libc6-dev"], {"add": ["*-dev"], "except": ["git", "g*-12", "libc6-*"]}) == purls("deb", ["gcc"])
}

test_one_pip_is_one_finding if {
	system := installed("deb", "python3-pip")
	own := object.union(installed("pypi", "pip"), {"ownedBy": system.purl})
	subjects([system, own], {}) == {system.purl}

	# But one that came with something else is one of its own.
	subjects([object.union(own, {"ownedBy": "pkg:deb/nodejs"})], {}) == {own.purl}
}

test_test_data_is_no_tool if {
	every status in ["unlisted", "vendored"] {
		subjects([object.union(installed("pypi", "pip"), {"status": status})], {"add": ["pip"]}) == set()
	}
}
