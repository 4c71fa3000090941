package lumogate.os.end_of_life_test

import data.lumogate.os.end_of_life

bookworm := {"id": "debian", "versionId": "12", "endOfLife": "2028-06-30"}

at(moment, os, settings) := {"deny": denied, "warn": warned} if {
	document := {"os": os}
	denied := end_of_life.deny with input as document
		with data.settings as {"os.end_of_life": settings}
		with time.now_ns as time.parse_rfc3339_ns(moment)
	warned := end_of_life.warn with input as document
		with data.settings as {"os.end_of_life": settings}
		with time.now_ns as time.parse_rfc3339_ns(moment)
}

nothing := {"deny": set(), "warn": set()}

test_long_before_its_end_it_passes if at("2028-03-31T00:00:00Z", bookworm, {}) == nothing

test_ahead_of_its_end_it_warns if {
	at("2028-06-01T12:00:00Z", bookworm, {}) == {"deny": set(), "warn": {{
		"msg": "The free support of debian 12 ends on 2028-06-30, in 30 days.",
		"subject": "debian@12",
		"fix": "Build FROM an image of a later release of debian.",
	}}}
	count(at("2028-06-01T12:00:00Z", bookworm, {"days": 31}).warn) == 1
	at("2028-06-01T12:00:00Z", bookworm, {"days": 29}) == nothing
	at("2028-06-30T12:00:00Z", bookworm, {"days": 0}) == nothing
}

test_its_last_day_is_a_day_of_support_everywhere if {
	count(at("2028-06-30T23:59:59Z", bookworm, {}).deny) == 0
	count(at("2028-07-01T11:59:59Z", bookworm, {}).warn) == 1
}

test_after_its_end_it_fails if {
	at("2028-07-01T12:00:00Z", bookworm, {}) == {"warn": set(), "deny": {{
		"msg": "The free support of debian 12 ended on 2028-06-30: it gets no security fixes any more.",
		"subject": "debian@12",
		"fix": "Build FROM an image of a later release of debian.",
	}}}
}

test_it_works_without_settings if {
	count(end_of_life.deny) == 1 with input as {"os": bookworm}
		with data.settings as {}
		with time.now_ns as time.parse_rfc3339_ns("2030-01-01T00:00:00Z")
}

test_exceptions_pass if at("2030-01-01T00:00:00Z", bookworm, {"except": ["debian"], "unknown": "error"}) == nothing

test_what_no_table_knows_is_up_to_the_settings if {
	rolling := {"id": "arch"}
	at("2030-01-01T00:00:00Z", rolling, {}) == nothing
	at("2030-01-01T00:00:00Z", rolling, {"unknown": "warning"}).deny == {{
		"msg": "Nobody can tell until when arch gets security fixes: lumogate's table does not have it.",
		"subject": "arch",
		"fix": "Build FROM an image of a later release of arch.",
		"severity": "warning",
	}}
	at("2030-01-01T00:00:00Z", rolling, {"unknown": "error", "except": ["arch"]}) == nothing
}

test_an_image_without_a_system if {
	end_of_life.deny == set() with input as {} with data.settings as {}
	end_of_life.deny == {{
		"msg": "No file in the image says what operating system it is (os-release), nor so how long it gets security fixes.",
		"fix": "Build FROM an image that has an os-release file.",
		"severity": "note",
	}} with input as {} with data.settings as {"os.end_of_life": {"unknown": "note"}}
}
