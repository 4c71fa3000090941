package lumogate.lib.files_test

import data.lumogate.lib.files

test_sizes_are_told_as_people_write_them if {
	files.size_words(0) == "0 bytes"
	files.size_words(999) == "999 bytes"
	files.size_words(1000) == "1 kB"
	files.size_words(1999999) == "1.9 MB"
	files.size_words(12345678901) == "12.3 GB"
}

test_a_path_is_allowed_exactly_or_by_a_glob if {
	settings := {"allow": ["/a/b", "/opt/*/x", "/srv/**"]}
	every path in ["/a/b", "/opt/app/x", "/srv/a/b/c"] {
		files.is_allowed(path, settings)
	}
	every path in ["/a/b/c", "/opt/a/b/x", "/opt/x", "/srvx"] {
		not files.is_allowed(path, settings)
	}
	not files.is_allowed("/a", {})
}

test_an_owner_is_told_where_there_is_one if {
	files.owner_words({"ownedBy": "pkg:deb/debian/su@1"}) == ", and belongs to pkg:deb/debian/su@1"
	files.owner_words({}) == ""
}
