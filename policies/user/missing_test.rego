package lumogate.user.missing_test

import data.lumogate.user.missing

test_any_user_passes if {
	every user in ["app", "root", "0"] {
		count(missing.deny) == 0 with input as {"config": {"user": user}}
	}
}

test_no_user_is_denied if {
	missing.deny == {{"msg": "The image names no user (USER).", "subject": "USER"}} with input as {"config": {"userId": 0}}
}
