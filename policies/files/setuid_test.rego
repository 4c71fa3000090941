package lumogate.files.setuid_test

import data.lumogate.files.setuid

file(path, kind) := {"path": path, "kind": kind, "mode": "4755", "uid": 0, "gid": 42, "size": 1}

su := object.union(file("/usr/bin/su", "setuid"), {"ownedBy": "pkg:deb/debian/util-linux@1"})

messages(files, settings) := {finding.msg |
	some finding in setuid.deny with input as {"files": files} with data.settings as settings
}

test_what_packages_bring_passes if {
	messages([su, file("/etc/key", "credential")], {}) == set()
	messages([], {}) == set()
}

test_what_nobody_brought_is_denied if {
	messages([file("/app/x", "setuid"), file("/app/y", "setgid"), object.union(file("/app/z", "capabilities"), {"detail": "cap_net_raw=ep"})], {}) == {
		"/app/x runs as user 0 whoever starts it (setuid, 4755).",
		"/app/y runs with the group 42 whoever starts it (setgid, 4755).",
		"/app/z has capabilities whoever starts it (cap_net_raw=ep).",
	}
	messages([file("/app/z", "capabilities")], {}) == {"/app/z has capabilities whoever starts it (unknown)."}
}

test_packages_are_denied_where_the_settings_say_so if {
	messages([su], {"files.setuid": {"owned": "deny"}}) == {"/usr/bin/su runs as user 0 whoever starts it (setuid, 4755), and belongs to pkg:deb/debian/util-linux@1."}
	messages([su], {"files.setuid": {"owned": "deny", "allow": ["/usr/bin/su"]}}) == set()
}

test_an_allowed_path_passes if {
	settings := {"files.setuid": {"allow": ["/app/x", "/opt/**"]}}
	count(messages([file("/app/x", "setuid"), file("/opt/a/b", "setgid"), file("/app/xy", "setuid")], settings)) == 1
}
