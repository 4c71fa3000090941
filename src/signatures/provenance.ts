import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import type { BuildSource } from "../model/signature-facts.ts";
import { compareText } from "../text.ts";

/** Who built an image, and what of; left out where a provenance does not say it, or in no way that is read here. */
export interface Provenance {
  readonly builder?: string;
  readonly source?: BuildSource;
}

/** Of each version of SLSA's provenance that lumogate reads. */
const READERS: ReadonlyMap<string, (predicate: unknown) => Provenance> = new Map([
  ["https://slsa.dev/provenance/v0.2", readVersion02],
  ["https://slsa.dev/provenance/v1", readVersion1],
]);

/** What a predicate says, where it is a provenance. */
export function provenanceOf(predicateType: string, predicate: unknown): Provenance {
  return READERS.get(predicateType)?.(predicate) ?? {};
}

/** https://slsa.dev/spec/v0.2/provenance */
function readVersion02(predicate: unknown): Provenance {
  const source = at(predicate, "invocation", "configSource");
  return provenance(at(predicate, "builder", "id"), sourceAt(source, "uri"));
}

/**
 * https://slsa.dev/spec/v1.0/provenance: which of a builder's external parameters is the source is its own to say. Here are
 * those of BuildKit, of slsa-github-generator, of GitHub's own attestations and of Google Cloud Build. What a build depended on
 * is no source: a builder that is trusted builds anybody's image, of anything, with everybody's dependencies.
 */
function readVersion1(predicate: unknown): Provenance {
  const definition = at(predicate, "buildDefinition");
  const parameters = at(definition, "externalParameters");
  const source =
    sourceAt(at(parameters, "configSource"), "uri") ??
    sourceAt(at(parameters, "source"), "uri") ??
    workflowSource(at(parameters, "workflow"), at(definition, "resolvedDependencies")) ??
    sourceAt(at(parameters, "buildConfigSource"), "repository");
  return provenance(at(predicate, "runDetails", "builder", "id"), source);
}

/** GitHub's workflow: `{ repository: "https://github.com/acme/app", ref: "refs/heads/main" }`, as the other builders write it. */
function workflowSource(workflow: unknown, dependencies: unknown): BuildSource | undefined {
  const repository = textOf(at(workflow, "repository"));
  const ref = textOf(at(workflow, "ref"));
  if (repository === undefined || ref === undefined) return undefined;
  const uri = `git+${repository}@${ref}`;
  const resolved = Array.isArray(dependencies)
    ? dependencies.find((one: unknown) => at(one, "uri") === uri)
    : undefined;
  return { uri, ...digestOf(resolved) };
}

function sourceAt(source: unknown, key: "uri" | "repository"): BuildSource | undefined {
  const uri = textOf(at(source, key));
  return uri === undefined ? undefined : { uri, ...digestOf(source) };
}

/** All of it has to be texts: half a digest is none. */
function digestOf(source: unknown): Pick<BuildSource, "digest"> {
  const digest = at(source, "digest");
  if (!isRecord(digest)) return {};
  const entries = Object.entries(digest).flatMap(([algorithm, value]) => {
    const text = textOf(value);
    return text === undefined || textOf(algorithm) === undefined ? [] : [[algorithm, text] as const];
  });
  const isWhole = entries.length === Object.keys(digest).length && entries.length > 0;
  return isWhole && entries.length <= MOST_DIGESTS
    ? { digest: Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b))) }
    : {};
}

/** By as many algorithms nobody names one thing. */
const MOST_DIGESTS = 8;

function provenance(builder: unknown, source: BuildSource | undefined): Provenance {
  const id = textOf(builder);
  return { ...(id === undefined ? {} : { builder: id }), ...(source === undefined ? {} : { source }) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= LIMITS.factChars ? value : undefined;
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}
