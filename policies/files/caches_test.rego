package lumogate.files.caches_test

import data.lumogate.files.caches

cache(path, size) := {"path": path, "kind": "package-cache", "mode": "0755", "uid": 0, "gid": 0, "size": size, "detail": "apt"}

messages(files, settings) := {finding.msg |
	some finding in caches.deny with input as {"files": files} with data.settings as settings
}

test_a_small_cache_passes if messages([cache("/var/cache/apt", 1000000)], {}) == set()

test_a_large_one_is_denied if {
	messages([cache("/var/lib/apt/lists", 17400000)], {}) == {concat("", [
		"/var/lib/apt/lists is a cache of apt, and takes 17.4 MB; ",
		"allowed are 1 MB.",
	])}
}

test_other_files_pass if messages([object.union(cache("/x", 5000000), {"kind": "setuid"})], {}) == set()

test_the_size_can_be_set if {
	count(messages([cache("/a", 1025)], {"files.caches": {"max": "1KiB"}})) == 1
	messages([cache("/a", 1024)], {"files.caches": {"max": "1KiB"}}) == set()
	messages([cache("/a", 9999999)], {"files.caches": {"max": "10MB"}}) == set()
}

test_an_allowed_path_passes if {
	messages([cache("/var/cache/apt", 9000000)], {"files.caches": {"allow": ["/var/cache/*"]}}) == set()
}

fixes(detail) := {finding.fix |
	some finding in caches.deny with input as {"files": [object.union(cache("/a", 9000000), detail)]}
}

test_the_fix_is_the_managers if {
	fixes({"detail": "apk"}) == {"Install with: apk add --no-cache."}
	fixes({"detail": "cargo"}) == {"Remove /a in the step that makes it, or keep it out by RUN --mount=type=cache."}
}
