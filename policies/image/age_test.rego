package lumogate.image.age_test

import data.lumogate.image.age

messages(image, settings) := {finding.msg |
	some finding in age.deny with input as {"image": image}
		with data.settings as {"image.age": settings}
		with time.now_ns as time.parse_rfc3339_ns("2026-06-30T12:00:00Z")
}

test_a_young_image_passes if {
	every created in ["2026-06-30T11:00:00Z", "2026-04-01T12:00:00.123456789Z", "2026-07-01T06:00:00+02:00"] {
		messages({"created": created}, {"days": 90}) == set()
	}
}

test_an_old_image_is_denied if {
	messages({"created": "2026-03-01T12:00:00Z"}, {"days": 90}) == {concat("", [
		"The image was made at 2026-03-01T12:00:00Z, 121 days ago; ",
		"allowed are 90 days.",
	])}
}

test_the_last_day_still_passes if {
	messages({"created": "2026-06-20T11:59:59Z"}, {"days": 10}) == set()
	count(messages({"created": "2026-06-19T11:59:59Z"}, {"days": 10})) == 1
}

test_without_a_date_nobody_can_tell if {
	every image in [{}, {"created": "0001-01-01T00:00:00Z"}, {"created": "1970-01-01T00:00:00Z"}, {"created": "1980-01-01T00:00:01Z"}] {
		some message in messages(image, {"days": 90})
		endswith(message, "so nobody can tell how old it is.")
		count(messages(image, {"days": 90, "undated": "deny"})) == 1
		messages(image, {"days": 90, "undated": "pass"}) == set()
	}
}

test_a_date_in_the_future_tells_nothing if {
	every undated in ["deny", "pass"] {
		messages({"created": "2026-07-03T00:00:00Z"}, {"days": 90, "undated": undated}) == {concat("", [
			"The image says it was made at 2026-07-03T00:00:00Z, which is in the future, ",
			"so nobody can tell how old it is.",
		])}
	}
}

test_what_is_no_date_is_denied if {
	every created in ["yesterday", "9999-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-06-30"] {
		messages({"created": created}, {"days": 90}) == {$"The image says it was made at {created}, which is no date that can be read."}
	}
}
