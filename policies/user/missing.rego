# METADATA
# title: The image names its user
# description: |-
#   Without USER, who runs the image is left to whoever starts it, and is root as a rule. Any USER will do here, root as
#   well: whether it may be root is for user.root to say, which denies an image without a user, too.
# custom:
#   severity: warning
#   fix: "Name the user in the Dockerfile: USER app."
package lumogate.user.missing

deny contains {"msg": "The image names no user (USER).", "subject": "USER"} if not input.config.user
