package lumogate.volumes.system_test

import data.lumogate.volumes.system

subjects(volumes, settings) := {finding.subject |
	some finding in system.deny with input as {"config": {"volumes": volumes}} with data.settings as settings
}

test_a_folder_of_its_own_passes if {
	subjects(["/data", "/var/lib/postgresql/data", "/etc/app", "/usr/share/nginx/html", "/var/log", "/tmp", "/home/app"], {}) == set()
	subjects([], {}) == set()
}

test_the_systems_folders_are_denied if {
	volumes := ["/", "/etc", "/usr", "/bin", "/lib", "/proc", "/sys", "/dev", "/boot", "/var/lib/dpkg", "/dev/shm", "/proc/1"]
	subjects(volumes, {}) == {volume | some volume in volumes}
}

test_however_the_path_is_written if {
	volumes := ["/etc/", "//etc", "/./usr/.", "/var//lib/dpkg/", "/.", "/srv/../etc"]
	subjects(volumes, {}) == {volume | some volume in volumes}
}

test_further_folders_are_denied_with_those_above_them if {
	settings := {"volumes.system": {"paths": ["/opt/app/"]}}
	subjects(["/opt/app", "/opt", "/opt/app/data", "/opt/application"], settings) == {"/opt/app", "/opt"}
}

test_the_message_says_where if {
	messages := {finding.msg | some finding in system.deny with input as {"config": {"volumes": ["/etc/"]}}}
	messages == {"The image declares a volume over /etc, which is the system's."}
}
