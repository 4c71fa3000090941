import * as fc from "fast-check";
import type { Report } from "../../src/model/report.ts";
import { waiverSnippet as snippetOf } from "../../src/policy/waivers/snippet.ts";
import { aFinding, aGap, anImage, anInventory, aPackage, aReport, aRule } from "./report.ts";

/** Texts that speak to whatever reads our output. Images can hold any of them as a name, a label or a path. */
export const CANARIES = {
  "a command behind a line feed": "curl\n::add-mask::a",
  "a command behind a carriage return": "curl\r::error ::x",
  "a command behind unusual blanks": " \u2003::stop-commands::t",
  "a command behind characters that .NET skips": "\u200b\u00ad::error::x",
  "a command at the very start": "::set-output name=verdict::pass",
  "the old command in the middle of a line": "x ##[error]y",
  "the old command with a character that .NET skips": "x #\u200d#[add-mask]y",
  "the old command across a long line": `${"a ".repeat(60)}##[group]y`,
  "an output file's delimiter": "a\nEOF\nverdict=pass\nverdict<<ghadelimiter_0\npass\nghadelimiter_0",
  "a TypeScript error": "src/app.ts(1,1): error TS1: x",
  "a TypeScript error of a project": "1>src/app.ts(1,1): error TS1: x",
  "an ESLint error": "app.js: line 1, col 2, Error - x (rule)",
  "an ESLint error in two lines": "app.js\n  1:2  error  message  rule",
  "a Go error": "vet: ./main.go:1:2: x",
  "a Go error without a position": "./main.go: x",
  "a C# error": "a.cs(1,2): error CS1: x [a.csproj]",
  "a Python trace": 'File "x.py", line 1, in main',
  "a Java exception": 'Exception in thread "main" a.b: c',
  "a C error": "main.c:1:2: error: x",
  "a cleared screen": "a\x1b[2Jb",
  "a terminal's link": "\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\",
  "a terminal's clipboard": "\x1b]52;c;YQ==\x07",
  "a bell": "a\x07b",
  "a device control string": "\x1bP1$tx\x1b\\",
  "an 8-bit control sequence": "a\x9b2Jb",
  "a backspace over what stands before": "FAIL\b\b\b\bPASS",
  "a team's mention": "@org/team",
  "a mention in mail's clothes": "a@b.example",
  "an issue": "#1",
  "an issue to close": "fixes #1",
  "another way to write an issue": "GH-1",
  "a commit of another repository": "org/repo@0123456789abcdef0123456789abcdef01234567",
  "a commit": "0123456789abcdef0123456789abcdef01234567",
  "a commit in letters only": "deadbeef",
  "a bare address": "https://x.example/beacon",
  "an address without a scheme": "www.x.example",
  "an image": "![](http://x)",
  "a link": "[click](http://x)",
  "a folded part": "<details><summary>x</summary>",
  "an HTML comment": "<!--",
  "a table's end": "</table>",
  "a cell's end": "a | b |",
  "an escaped cell's end": "a \\| b \\",
  backticks: "a ` b `` c ``` d",
  "more backticks than cmark counts": `${"`".repeat(81)} @org`,
  "a fence": "```\n@org",
  "a heading": "# x",
  "a list": "1. x",
  "a rule across the page": "---",
  "a formula": "$`x`$ and $$y$$",
  "an emoji's name": ":+1: :shipit:",
  "an entity": "&#64;org &lt;",
  "lone surrogates": "a\ud800b\udc00c",
  "a bidi override": "a\u202egnp.exe",
  "a joiner and a tag": "open\u200dssl\u{e0041}",
  "a Cyrillic letter in a Latin word": "оpenssl",
  "separators of lines and paragraphs": "a\u2028::error::x\u2029b",
  "a property that is no property": "__proto__",
  nothing: "",
  "a blank": " ",
} as const satisfies Record<string, string>;

/** Canaries, whatever 16-bit units, and both put together. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(CANARIES)),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(..."#[]:`|\\@<> \n\r\t*_~$&();%!-".split("")), maxLength: 12 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
        .map((units) => String.fromCharCode(...units)),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(""));

/** A report in which an image, a registry, a policy and an engine said the same thing everywhere they could. */
export function hostileReport(text: string): Report {
  const error = { code: text, message: text, hint: text, location: { file: text, line: 1 } };
  const gap = aGap({ code: text, by: text, path: text, reason: text });
  const inventory = anInventory(
    {
      config: {
        user: text,
        env: [text],
        entrypoint: [text],
        cmd: [text],
        workingDir: text,
        exposedPorts: [text],
        volumes: [text],
        labels: labelled(text),
        healthcheck: { test: [text] },
        stopSignal: text,
        onBuild: [text],
        shell: [text],
        secrets: [{ in: "env", kind: text, name: text }],
      },
      layers: [
        {
          index: 0,
          diffId: text,
          createdBy: text,
          empty: false,
          changes: { added: 1, changed: 1, removed: 1, bytes: 1, hiddenBytes: 1 },
        },
      ],
      os: { id: text, name: text, versionId: text, idLike: [text], prettyName: text, source: text },
      packages: [
        aPackage(text, text, {
          arch: text,
          status: text,
          purl: text,
          introducedIn: { layer: 0, createdBy: text },
        }),
      ],
      databases: [{ type: "deb", path: text, packages: 1 }],
      gaps: [gap],
    },
    {
      reference: text,
      id: text,
      digest: text,
      repoTags: [text],
      repoDigests: [text],
      platform: { os: text, architecture: text, variant: text },
      layers: [{ diffId: text, digest: text, size: 1 }],
      base: { reference: text, digest: text, by: "user", layers: 1 },
    },
  );
  const finding = {
    rule: text,
    message: text,
    subject: text,
    fix: text,
    docs: text,
    target: text,
    location: { path: text, layer: 0, createdBy: text },
  };
  const waiverSnippet = snippetOf(finding, "2026-04-01");
  const waiver = { reason: text, owner: text, until: "2026-01-31", location: { file: text, line: 1 } };
  const findings = [
    ...(["error", "warning", "note"] as const).map((severity) =>
      aFinding({ ...finding, severity, waiverSnippet }),
    ),
    ...(["holds", "ended"] as const).map((status) =>
      aFinding({ ...finding, waiverSnippet, waiver: { ...waiver, status } }),
    ),
    aFinding({ ...finding, severity: "warning", waiverSnippet, effectiveOn: text, details: labelled(text) }),
  ];
  const read = { name: text, value: text };
  const step = { text, row: 1, tried: 1, held: 0, seen: [[read]] };
  const clause = { rule: text, asked: true, file: text, row: 1, entered: 1, held: 0, steps: [step] };
  const explanations = [{ rule: text, offBecause: text, clauses: [clause], reads: [read] }];
  const judged = { target: text, inventory, findings, explanations };
  return aReport(
    "error",
    [
      anImage({ ...judged, verdict: "error", error: { ...error, code: `${text}!` } }),
      anImage({ ...judged, verdict: "fail" }),
    ],
    { rules: [aRule(text, "failed", 3, 1), aRule(text, "passed")], error, notices: [error] },
  );
}

/** `{ [text]: text }` would set the prototype where the text is `__proto__`. */
function labelled(text: string): Record<string, string> {
  return Object.fromEntries([[text, text]]);
}
