import { obstacleError } from "../../src/model/verdict.ts";
import { aFinding, aGap, anImage, anInventory, aReport, aRule, TARGET } from "./report.ts";

const LABEL = aFinding({
  rule: "labels.required",
  severity: "warning",
  subject: "maintainer",
  message: 'The label "maintainer" is missing.',
  fix: 'Add it in the Dockerfile: LABEL maintainer="you@example.com".',
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
