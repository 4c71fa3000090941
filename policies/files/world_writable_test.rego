package lumogate.files.world_writable_test

import data.lumogate.files.world_writable

file(path) := {"path": path, "kind": "world-writable", "mode": "0777", "uid": 0, "gid": 0, "size": 1}

messages(files, settings) := {finding.msg |
	some finding in world_writable.deny with input as {"files": files} with data.settings as settings
}

test_other_files_pass if messages([object.union(file("/bin/su"), {"kind": "setuid"})], {}) == set()

test_it_is_denied if messages([file("/app")], {}) == {"Everybody in the container may write to /app (0777)."}

test_an_allowed_path_passes if {
	settings := {"files.world_writable": {"allow": ["/app", "/srv/*"]}}
	count(messages([file("/app"), file("/srv/a"), file("/srv/a/b")], settings)) == 1
}
