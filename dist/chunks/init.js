import{r as e}from"./runner.js";import{i as t,n}from"./terminal.js";import{a as r,n as i,t as a}from"./error2.js";import{r as o,t as s}from"./stdout.js";import{mkdir as c,stat as l,writeFile as u}from"node:fs/promises";import d from"node:path";function f(e){return`# What lumogate judges images by. Keys, rules and settings that it does not know are errors.
# For completion in an editor, write the schema beside this file, lumogate policy schema config > lumogate.schema.json, and
# begin it with: # yaml-language-server: $schema=lumogate.schema.json

# The shipped rules that judge without being named below: recommended (few), strict (most), or none.
# lumogate policy docs describes them all.
extends: recommended

# Your own rules, in Rego.
${e?``:`# `}policies: [policies/]

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
`}function p(e){return[{path:`lumogate.yaml`,text:f(!e)},...e?[]:[{path:`policies/example.rego`,text:`# METADATA
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
`},{path:`policies/example_test.rego`,text:`package team.owner_test

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
`}],{path:`.github/workflows/lumogate.yml`,text:`# Builds the image of a pull request and judges it. No secrets, no write permission: works for forks too.
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
`}]}async function m(r,{directory:i}){let{targets:c}=o(`init`,r);if(c.length>0)throw new a(`usage.operand`,`lumogate init takes no ${JSON.stringify(c[0])}.`,{hint:`It writes into the current directory: go there, and run lumogate init.`});let l=await _(d.join(i,`policies`)),u=[];for(let e of p(l)){let r=await g(e,i);u.push(r?t`wrote ${n(e.path)}`:t`kept  ${n(e.path)}, which was there already`)}return l&&u.push(t`kept  policies, and wrote no example into it`),await s(t`${e([...u,...h],`
`)}\n`),0}const h=[t``,t`Next: lumogate check IMAGE judges an image by them; lumogate policy test runs the rules' tests.`];async function g({path:e,text:t},n){let o=d.join(n,e);try{return await c(d.dirname(o),{recursive:!0}),await u(o,t,{flag:`wx`}),!0}catch(t){if(i(t,`EEXIST`))return!1;throw new a(`output.write`,`${e} cannot be written: ${r(t)}.`,{hint:`Run lumogate init where you may write, at the top of your repository.`,location:{file:e},cause:t})}}async function _(e){try{return await l(e),!0}catch(e){return!i(e,`ENOENT`)}}export{m as init};