package lumogate.image.latest_test

import data.lumogate.image.latest

digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

subjects(image) := {finding.subject |
	some finding in latest.deny with input as {"image": object.union({"repoTags": [], "repoDigests": []}, image)}
}

test_a_tag_of_its_own_passes if {
	every name in ["app:1.4", "docker.io/library/debian:12", "localhost:5000/app:1", "app:latest-1", "app:not-latest"] {
		subjects({"reference": name, "repoTags": [name]}) == set()
	}
}

test_latest_is_denied_said_or_not if {
	every name in ["app:latest", "registry.example/team/app", "localhost:5000/app", "localhost:5000/app:latest", "quay.io/app"] {
		subjects({"reference": name}) == {name}
	}
	subjects({"reference": "app", "repoTags": ["app:latest"]}) == {"app"}
}

test_a_digest_is_better_than_a_tag if {
	subjects({"reference": $"app:latest@{digest}"}) == set()
	subjects({"reference": $"app@{digest}", "repoDigests": [$"app@{digest}"]}) == set()
}

test_an_id_has_no_tag if {
	every id in [digest, "0123456789ab", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"] {
		subjects({"reference": id, "repoTags": ["app:latest"]}) == set()
	}
}

test_an_archive_is_judged_by_the_names_in_it if {
	every path in ["app.tar", "./out/app", "/tmp/app.tar.gz", "oci/app.tgz"] {
		subjects({"reference": path}) == set()
		subjects({"reference": path, "repoTags": ["app:latest", "app:1"]}) == {"app:latest"}
	}
}

test_a_folder_has_no_tag if {
	subjects({"reference": "rootfs"}) == set()
	subjects({"reference": "/"}) == set()
}

test_a_base_without_a_tag_is_denied if {
	image := {"reference": "app:1", "repoTags": ["app:1"]}
	every base in ["debian", "docker.io/library/debian:latest"] {
		subjects(object.union(image, {"base": {"reference": base, "by": "annotation"}})) == {base}
		subjects(object.union(image, {"base": {"reference": base, "digest": digest, "by": "annotation"}})) == set()
	}
	subjects(object.union(image, {"base": {"reference": "debian:12", "by": "user"}})) == set()
	subjects(object.union(image, {"base": {"digest": digest, "by": "annotation"}})) == set()
}

test_the_message_says_which if {
	messages := {finding.msg |
		some finding in latest.deny with input as {"image": {"reference": "app:latest", "repoTags": [], "repoDigests": []}}
	}
	messages == {"The image is judged as app:latest, by the tag latest, which means another image after the next push."}
}

test_no_name_in_an_archive_hides_its_tag if {
	every name in ["a\nb:latest", "a\nb", "a@b:latest", "a@sha256:latest"] {
		subjects({"reference": "app.tar", "repoTags": [name]}) == {name}
	}
}
