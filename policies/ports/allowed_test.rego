package lumogate.ports.allowed_test

import data.lumogate.ports.allowed

subjects(ports, settings) := {finding.subject |
	some finding in allowed.deny with input as {"config": {"exposedPorts": ports}}
		with data.settings as {"ports.allowed": settings}
}

test_no_port_is_always_allowed if {
	subjects([], {"allow": []}) == set()
	subjects([], {"privileged": false}) == set()
}

test_a_port_of_the_list_passes if {
	subjects(["8080/tcp", "53/udp", "8000/tcp", "8999/tcp", "443"], {"allow": [8080, "53/udp", "8000-8999/tcp", "443"]}) == set()
}

test_another_port_is_denied if {
	subjects(["22/tcp", "8080/tcp"], {"allow": ["8080"]}) == {"22/tcp"}
	subjects(["22/tcp"], {"allow": []}) == {"22/tcp"}
	subjects(["7999/tcp", "9000/tcp"], {"allow": ["8000-8999"]}) == {"7999/tcp", "9000/tcp"}
}

test_the_protocol_is_a_part_of_the_port if {
	subjects(["53/tcp"], {"allow": ["53/udp"]}) == {"53/tcp"}
	subjects(["53/udp"], {"allow": [53]}) == {"53/udp"}
	subjects(["53/sctp"], {"allow": ["53/tcp", "53/udp"]}) == {"53/sctp"}
}

test_a_range_is_allowed_as_a_whole if {
	subjects(["8000-8010/tcp"], {"allow": ["8000-8999"]}) == set()
	subjects(["8990-9010/tcp"], {"allow": ["8000-8999"]}) == {"8990-9010/tcp"}
}

test_what_is_no_port_is_denied if {
	every port in ["http", "", "8080/tcp\n", "99999999999/tcp", "8080/TCP", "-1/tcp", "9000-8000/tcp"] {
		subjects([port], {"allow": ["1-65535", "1-65535/udp"]}) == {port}
		subjects([port], {"privileged": false}) == {port}
	}
}

test_zeros_in_front_change_no_number if {
	subjects(["0080/tcp", "080-0081/tcp"], {"allow": ["80-81"]}) == set()
	subjects(["00/tcp"], {"allow": ["1-10"]}) == {"00/tcp"}
}

test_privileged_ports_pass_unless_excluded if {
	subjects(["80/tcp", "1024/tcp"], {"privileged": false}) == {"80/tcp"}
	subjects(["80/tcp"], {"privileged": true, "allow": [80]}) == set()
	subjects(["1023/udp"], {"privileged": false, "allow": ["1-65535/udp"]}) == {"1023/udp"}
}

test_the_message_says_what_is_allowed if {
	messages := {finding.msg |
		some finding in allowed.deny with input as {"config": {"exposedPorts": ["22/tcp"]}}
			with data.settings as {"ports.allowed": {"allow": [8080, "53/udp"]}}
	}
	messages == {"The image exposes the port 22/tcp, which is not allowed; allowed: 8080, 53/udp."}
}
