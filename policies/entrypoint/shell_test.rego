package lumogate.entrypoint.shell_test

import data.lumogate.entrypoint.shell

messages(config, settings) := {finding.msg |
	some finding in shell.deny with input as {"config": config} with data.settings as settings
}

test_a_list_passes if {
	every entrypoint in [["app", "--flag"], ["/docker-entrypoint.sh"], ["sh"], ["/bin/sh", "/run.sh", "start"], ["bash", "--login"]] {
		messages({"entrypoint": entrypoint}, {}) == set()
	}
	messages({"cmd": ["bash"]}, {}) == set()
	messages({}, {}) == set()
}

test_the_shell_form_is_denied if {
	messages({"entrypoint": ["/bin/sh", "-c", "app --flag"]}, {}) == {"ENTRYPOINT is in the shell form, so a shell is the container's first process: app --flag"}
	every words in [
		["/bin/bash", "-o", "pipefail", "-c", "app"],
		["bash", "-ec", "app"],
		["busybox", "sh", "-c", "app"],
		["cmd", "/S", "/C", "app"],
		[`C:\Windows\System32\cmd.exe`, "/c", "app"],
		["powershell.exe", "-Command", "app"],
	] {
		count(messages({"entrypoint": words}, {})) == 1
	}
}

test_a_shell_of_its_own_is_known if {
	config := {"entrypoint": ["/opt/fish", "--command", "app"], "shell": ["/opt/fish", "--command"]}
	messages(config, {}) == {"ENTRYPOINT is in the shell form, so a shell is the container's first process: app"}
	messages({"entrypoint": ["app"], "shell": ["/opt/fish", "--command"]}, {}) == set()
}

test_cmd_counts_where_there_is_no_entrypoint if {
	messages({"cmd": ["/bin/sh", "-c", "app"]}, {}) == {"CMD is in the shell form, so a shell is the container's first process: app"}
	messages({"entrypoint": ["tini", "--"], "cmd": ["/bin/sh", "-c", "app"]}, {}) == set()
}

test_a_shell_that_makes_way_passes if {
	messages({"entrypoint": ["/bin/sh", "-c", "exec app --flag"]}, {}) == set()
	every script in ["exec app; sleep 1", "setup && exec app", "exec app &", "executor", "exec -a x app", "exec a\nb"] {
		count(messages({"entrypoint": ["/bin/sh", "-c", script]}, {})) == 1
	}
}

test_an_allowed_script_passes if {
	settings := {"entrypoint.shell": {"allow": [`^/start\.sh `]}}
	messages({"entrypoint": ["/bin/sh", "-c", "/start.sh x"]}, settings) == set()
	count(messages({"entrypoint": ["/bin/sh", "-c", "x; /start.sh x"]}, settings)) == 1
}
