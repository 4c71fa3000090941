package lumogate.history.remote_add_test

import data.lumogate.history.remote_add

subjects(instruction, settings) := {finding.subject |
	some finding in remote_add.deny with input as {"layers": [{"index": 3, "empty": false, "createdBy": instruction}]}
		with data.settings as settings
}

test_what_comes_from_the_context_passes if {
	every instruction in [
		"ADD app.tar.gz /srv/ # buildkit",
		"COPY https /x # buildkit",
		"/bin/sh -c #(nop) ADD file:7fdd07f945359d65c944c9f28dd296e1858052381c45f1464a0fd75974f6a292 in / ",
		"/bin/sh -c #(nop) ADD dir:7fdd07f945359d65c944c9f28dd296e1858052381c45f1464a0fd75974f6a292 in /y ",
		"/bin/sh -c #(nop) ADD multi:afb065d52df243b8d1a05baf22261a71d27a520323b24ca2793121ee17f9a015 in /x/ ",
		"ADD x https://example.com/dest # buildkit",
		"RUN /bin/sh -c curl https://example.com/x # buildkit",
		"ADD httpd.conf git.txt /etc/ # buildkit",
	] {
		subjects(instruction, {}) == set()
	}
}

test_an_address_is_denied if {
	every instruction in [
		"ADD https://example.com/x /x # buildkit",
		"ADD --chmod=644 https://example.com/x /x # buildkit",
		"ADD a.txt https://example.com/x b.txt /d/ # buildkit",
		`ADD ["https://example.com/x", "/x y"]`,
		"/bin/sh -c #(nop)  ADD https://example.com/x /x",
	] {
		subjects(instruction, {}) == {"https://example.com/x"}
	}
	subjects("ADD HTTP://example.com/x /x # buildkit", {}) == {"HTTP://example.com/x"}
}

test_a_repository_is_an_address if {
	every address in ["git@github.com:acme/app.git", "git://example.com/app.git#main", "ssh://git@example.com/app"] {
		subjects($"ADD {address} /src # buildkit", {}) == {address}
	}
}

test_the_classic_builder_writes_a_bare_sum if {
	instruction := "/bin/sh -c #(nop) ADD 555980b73916dd025c0e887f5f281d83369da5b508acf117d8361ad6acfc79ab in /x "
	subjects(instruction, {}) == {"step 3"}
}

test_an_allowed_address_passes if {
	settings := {"history.remote_add": {"allow": ["https://example.com/"]}}
	subjects("ADD https://example.com/x /x # buildkit", settings) == set()
	subjects("ADD https://example.com.evil/x /x # buildkit", settings) == {"https://example.com.evil/x"}
}

test_a_step_without_an_instruction_passes if {
	count(remote_add.deny) == 0 with input as {"layers": [{"index": 0, "empty": false}]}
}
