/** What `lumogate init` writes, by path. Each is complete, and passes what it proposes to run. */

const RULE = `# METADATA
# title: The image says who owns it
# description: |-
#   A label names the team that is asked about the image. This is an example: change it, or remove it.
# custom:
#   severity: warning
#   fix: "Name the team in the Dockerfile: LABEL org.opencontainers.image.authors=..."
#   settings:
#     type: object
#     additionalProperties: false
#     properties:
#       label:
#         description: "The label's key; left out: org.opencontainers.image.authors."
#         type: string
#         minLength: 1
package team.owner

deny contains {"msg": msg, "subject": label} if {
	not input.config.labels[label]
	msg := $"The label {label} is missing."
}

settings := object.get(data.settings, "team.owner", {})

label := object.get(settings, "label", "org.opencontainers.image.authors")
`;

const TEST = `package team.owner_test

import data.team.owner

test_an_image_with_the_label_passes if {
	count(owner.deny) == 0 with input as {"config": {"labels": {"org.opencontainers.image.authors": "platform"}}}
		with data.settings as {}
}

test_an_image_without_it_does_not if {
	some finding in owner.deny with input as {"config": {"labels": {}}} with data.settings as {}
	finding.subject == "org.opencontainers.image.authors"
}

test_another_label_can_be_asked_for if {
	some finding in owner.deny with input as {"config": {"labels": {}}}
		with data.settings as {"team.owner": {"label": "owner"}}
	finding.msg == "The label owner is missing."
}
`;

/** As in examples/workflows. */
const WORKFLOW = `# Builds the image of a pull request and judges it. No secrets, no write permission: works for forks too.
name: image
on: pull_request
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      # The rules come from the branch that the pull request wants to get into, not from the pull request.
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          ref: \${{ github.base_ref }}
          path: .rules
          persist-credentials: false
      # Pin lumogate by the full SHA of a release's commit.
      - uses: acme/lumogate@0000000000000000000000000000000000000000
        id: gate
        with:
          build: .
          config: .rules/lumogate.yaml
      - if: always()
        run: echo "verdict $VERDICT, report at $REPORT"
        env:
          VERDICT: \${{ steps.gate.outputs.verdict }}
          REPORT: \${{ steps.gate.outputs.report }}
`;

/** @param policies whether the folder policies is named; else its line is a comment */
function configuration(policies: boolean): string {
  return `# What lumogate judges images by. Keys, rules and settings that it does not know are errors.
# For completion in an editor, write the schema beside this file, lumogate policy schema config > lumogate.schema.json, and
# begin it with: # yaml-language-server: $schema=lumogate.schema.json

# The shipped rules that judge without being named below: recommended (few), strict (most), or none.
# lumogate policy docs describes them all.
extends: recommended

# Your own rules, in Rego.
${policies ? "" : "# "}policies: [policies/]

rules:
  # A rule is off, or has another severity (error, warning, note), or settings.
  user.root: warning
  # packages.banned:
  #   packages:
  #     - telnet
  #     - { name: openssl, type: deb, versions: "< 3.0.11", reason: CVE-2023-5363 }
  # labels.required:
  #   labels: [org.opencontainers.image.source]

# Findings that must pass for a while: lumogate check prints a line for each, ready to paste.
# waivers:
#   - { rule: user.root, subject: "*", reason: "see #123", owner: "@acme/platform", until: 2027-01-31 }

# What your own rules read as data.config.
# data:
#   registry: ghcr.io/acme
`;
}

export interface StarterFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** @param hasPolicies whether there is a folder of that name already: then nothing is put between its files */
export function starterFiles(hasPolicies: boolean): readonly StarterFile[] {
  const example = [
    { path: "policies/example.rego", text: RULE },
    { path: "policies/example_test.rego", text: TEST },
  ];
  return [
    { path: "lumogate.yaml", text: configuration(!hasPolicies) },
    ...(hasPolicies ? [] : example),
    { path: ".github/workflows/lumogate.yml", text: WORKFLOW },
  ];
}
