import { obstacleError } from "../../src/model/verdict.ts";
import { aFinding, aGap, anImage, anInventory, aReport, aRule, TARGET } from "./report.ts";

const LABEL = aFinding({
  rule: "labels.required",
  severity: "warning",
  subject: "maintainer",
  message: 'The label "maintainer" is missing.',
  fix: 'Add it in the Dockerfile: LABEL maintainer="you@example.com".',
});

const PLACE = { file: "lumogate.yaml", line: 7, column: 5 };
const WAIVED = aFinding({
  waiver: {
    status: "holds",
    reason: "the vendor mends it",
    owner: "ops@example.com",
    until: "2026-03-01",
    location: PLACE,
  },
});
const LAPSED = aFinding({
  rule: "labels.required",
  subject: "maintainer",
  message: 'The label "maintainer" is missing.',
  waiver: {
    status: "ended",
    reason: "legacy",
    owner: "dev@example.com",
    until: "2025-12-31",
    location: PLACE,
  },
});
const AHEAD = aFinding({
  rule: "image.latest",
  severity: "warning",
  subject: "latest",
  message: "The image is called latest.",
  effectiveOn: "2026-06-01",
  waiverSnippet:
    '- { rule: image.latest, subject: "latest", reason: "<why>", owner: "<who>", until: 2026-04-01 }',
});

/** One report of each kind that a person may meet. */
export const SAMPLES = {
  pass: aReport("pass", [anImage()], {
    rules: [
      aRule("labels.required", "off"),
      aRule("os.allowed", "passed"),
      aRule("packages.banned", "passed"),
    ],
  }),
  fail: aReport("fail", [anImage({ verdict: "fail", findings: [LABEL, aFinding()] })], {
    rules: [
      aRule("labels.required", "warned", 1),
      aRule("os.allowed", "passed"),
      aRule("packages.banned", "failed", 1),
    ],
  }),
  waived: aReport("fail", [anImage({ verdict: "fail", findings: [WAIVED, AHEAD, LAPSED] })], {
    rules: [
      aRule("image.latest", "warned", 1),
      aRule("labels.required", "failed", 1),
      aRule("packages.banned", "waived", 0, 1),
    ],
    notices: [
      {
        code: "waiver.unused",
        message: 'The waiver for os.allowed on "alpine" matches no finding.',
        hint: "Remove it.",
        location: { file: "lumogate.yaml", line: 9, column: 5 },
      },
    ],
  }),
  gap: aReport(
    "error",
    [
      anImage({
        verdict: "error",
        inventory: anInventory({ gaps: [aGap()] }),
        findings: [LABEL],
        error: obstacleError([aGap()]),
      }),
    ],
    {
      rules: [
        aRule("labels.required", "warned", 1),
        aRule("os.allowed", "passed"),
        aRule("packages.banned", "cannot-judge"),
      ],
    },
  ),
  config: aReport("error", [], {
    error: {
      code: "config.unknown-key",
      message: 'lumogate.yaml has an unknown key "polices" at its top level.',
      hint: 'Did you mean "policies"?',
      location: { file: "lumogate.yaml", line: 3, column: 1 },
    },
  }),
  several: aReport(
    "error",
    [
      anImage({ findings: [LABEL] }),
      anImage({
        target: "acme/gone:latest",
        verdict: "error",
        inventory: undefined,
        error: {
          code: "engine.image-unknown",
          message: `The engine at unix:///var/run/docker.sock knows no image "acme/gone:latest".`,
          hint: "Check the name, or allow a pull: --pull missing.",
        },
      } as never),
    ],
    { rules: [aRule("labels.required", "cannot-judge", 1), aRule("packages.banned", "cannot-judge")] },
  ),
} as const;

export { TARGET };
