package lumogate.files.credentials_test

import data.lumogate.files.credentials

file(path, detail) := {"path": path, "kind": "credential", "mode": "0600", "uid": 0, "gid": 0, "size": 1, "detail": detail}

subjects(files, settings) := {finding.subject |
	some finding in credentials.deny with input as {"files": files} with data.settings as settings
}

test_other_files_pass if {
	subjects([object.union(file("/bin/su", "x"), {"kind": "setuid"})], {}) == set()
	subjects([object.union(file("/etc/ssl/snakeoil.key", "private-key/rsa"), {"ownedBy": "pkg:deb/debian/ssl-cert@1"})], {}) == set()
}

test_a_key_is_denied if {
	found := credentials.deny with input as {"files": [file("/root/.ssh/id_rsa", "private-key/openssh")]}
	{finding.msg | some finding in found} == {concat("", [
		"/root/.ssh/id_rsa has a secret in it (private-key/openssh), ",
		"which everybody who has the image can read.",
	])}
}

test_keys_of_packages_tests_pass if {
	paths := [
		"/app/node_modules/agent-base/test/ssl-cert-snakeoil.key",
		"/usr/lib/python3/dist-packages/twisted/test/server.pem",
		"/usr/local/lib/python3.12/test/certdata/keycert.pem",
		"/usr/local/go/src/crypto/tls/testdata/example-key.pem",
		"/usr/local/bundle/gems/excon-1/spec/fixtures/key.pem",
		"/etc/ssl/private/ssl-cert-snakeoil.key",
	]
	subjects([file(path, "private-key/pkcs8") | some path in paths], {}) == set()
	subjects([file(path, "private-key/pkcs8") | some path in paths], {"files.credentials": {"test_data": "deny"}}) == {path | some path in paths}
}

test_elsewhere_tests_are_no_excuse if {
	paths := ["/app/test/key.pem", "/test/key.pem", "/app/node_modules/x/key.pem", "/srv/tests/node_modules/key.pem"]
	subjects([file(path, "private-key/rsa") | some path in paths], {}) == {path | some path in paths}
}

test_only_keys_pass_as_test_data if {
	path := "/app/node_modules/x/test/.npmrc"
	subjects([file(path, "npm")], {}) == {path}
	subjects([object.remove(file(path, "npm"), ["detail"])], {}) == {path}
}

test_an_allowed_path_passes if {
	settings := {"files.credentials": {"allow": ["/etc/app/demo.key", "/srv/**"]}}
	subjects([file("/etc/app/demo.key", "private-key/rsa"), file("/srv/a/b.key", "private-key/rsa")], settings) == set()
	subjects([file("/etc/app/demo.key2", "private-key/rsa")], settings) == {"/etc/app/demo.key2"}
}
