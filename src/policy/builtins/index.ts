import type { BuiltinContext, BuiltinFunction, BuiltinGroup } from "./builtin.ts";
import { DECLARATIONS } from "./declarations.ts";
import type { RegoValue } from "./values/rego-value.ts";

/**
 * The functions that lumogate answers for compiled rules: OPA's own that policy.wasm has not, those of its own that fail
 * in silence there, and ours. This file is light; what answers is loaded by name, since most policies call few of them.
 */
export type { BuiltinContext, BuiltinFunction } from "./builtin.ts";

interface Group {
  /** OPA's names that policies.wasm cannot answer itself. */
  readonly names: readonly string[];
  /** OPA's names that it answers, but with "undefined" where OPA has an error: then we are asked. */
  readonly strict?: readonly string[];
  readonly load: () => Promise<BuiltinGroup>;
}

/** One row for each file of functions; a test holds the names against the file. */
export const GROUPS: readonly Group[] = [
  {
    names: [
      "sprintf",
      "strings.any_prefix_match",
      "strings.any_suffix_match",
      "strings.count",
      "strings.split_n",
      "indexof_n",
    ],
    strict: ["indexof", "replace", "substring", "format_int"],
    load: async () => (await import("./strings.ts")).STRINGS,
  },
  {
    names: [
      "base64url.encode_no_pad",
      "hex.encode",
      "hex.decode",
      "urlquery.encode",
      "urlquery.decode",
      "urlquery.encode_object",
      "urlquery.decode_object",
    ],
    strict: ["base64.decode", "base64.is_valid", "base64url.decode"],
    load: async () => (await import("./encoding.ts")).ENCODING,
  },
  {
    names: [
      "crypto.md5",
      "crypto.sha1",
      "crypto.sha256",
      "crypto.hmac.md5",
      "crypto.hmac.sha1",
      "crypto.hmac.sha256",
      "crypto.hmac.sha512",
      "crypto.hmac.equal",
    ],
    load: async () => (await import("./digests.ts")).DIGESTS,
  },
  {
    names: ["object.subset", "graph.reachable_paths"],
    strict: ["array.slice", "object.union_n"],
    load: async () => (await import("./collections.ts")).COLLECTIONS,
  },
  {
    names: ["json.marshal_with_options", "json.patch"],
    strict: ["json.unmarshal", "json.is_valid"],
    load: async () => (await import("./json.ts")).JSONS,
  },
  {
    names: ["numbers.range_step"],
    strict: [
      "to_number",
      "div",
      "rem",
      "bits.and",
      "bits.or",
      "bits.xor",
      "bits.negate",
      "bits.lsh",
      "bits.rsh",
      "numbers.range",
    ],
    load: async () => (await import("./numbers.ts")).NUMBERS,
  },
  {
    names: ["net.cidr_contains_matches", "net.cidr_expand", "net.cidr_is_valid", "net.cidr_merge"],
    strict: ["net.cidr_contains", "net.cidr_intersects"],
    load: async () => (await import("./networks.ts")).NETWORKS,
  },
  {
    names: ["regex.find_n", "regex.split", "regex.replace", "regex.globs_match", "regex.template_match"],
    strict: ["regex.match", "regex.find_all_string_submatch_n"],
    load: async () => (await import("./regex.ts")).REGEX,
  },
  {
    names: ["glob.quote_meta"],
    strict: ["glob.match"],
    load: async () => (await import("./globs.ts")).GLOBS,
  },
  {
    names: [
      "time.now_ns",
      "time.parse_ns",
      "time.parse_rfc3339_ns",
      "time.parse_duration_ns",
      "time.format",
      "time.date",
      "time.clock",
      "time.weekday",
      "time.add_date",
      "time.diff",
    ],
    load: async () => (await import("./times.ts")).TIMES,
  },
  {
    names: ["yaml.is_valid", "yaml.marshal", "yaml.unmarshal"],
    load: async () => (await import("./yamls.ts")).YAMLS,
  },
  {
    names: ["semver.compare", "semver.is_valid"],
    load: async () => (await import("./semver.ts")).SEMVER,
  },
  {
    names: ["units.parse", "units.parse_bytes"],
    load: async () => (await import("./units.ts")).UNITS,
  },
  {
    names: ["uri.parse", "uri.is_valid"],
    load: async () => (await import("./uris.ts")).URIS,
  },
  {
    names: ["uuid.parse"],
    load: async () => (await import("./uuids.ts")).UUIDS,
  },
];

const OURS: Group = {
  names: DECLARATIONS.map(({ name }) => name),
  load: async () => (await import("./lumogate.ts")).LUMOGATE,
};

/** What the compiler is told of the functions here. */
export const BUILTIN_DECLARATIONS = {
  /** OPA's own, with OPA's declarations. */
  opaBuiltins: GROUPS.flatMap(({ names, strict = [] }) => [...names, ...strict]).toSorted(),
  /** Ours. */
  hostBuiltins: DECLARATIONS,
} as const;

/** Functions that are loaded, and answer. */
export interface Answerer {
  /**
   * @param name the function's, as rules have it
   * @throws whatever the function throws: nobody knows the answer then
   */
  readonly answer: (name: string, args: readonly RegoValue[], context: BuiltinContext) => RegoValue;
}

/**
 * Loads the functions of these names.
 *
 * @throws Error for a name that is not here: the policy was compiled for another lumogate
 */
export async function loadBuiltins(names: readonly string[]): Promise<Answerer> {
  const functions = new Map<string, BuiltinFunction>();
  for (const name of names) functions.set(name, await load(name));
  return {
    answer(name, args, context) {
      const found = functions.get(name);
      if (found === undefined) throw new Error(`the function ${name} is not loaded`);
      return found(args, context);
    },
  };
}

async function load(name: string): Promise<BuiltinFunction> {
  const group = [...GROUPS, OURS].find(
    ({ names, strict = [] }) => names.includes(name) || strict.includes(name),
  );
  const found = (await group?.load())?.get(name);
  if (found === undefined) throw new Error(`lumogate has no function ${name}`);
  return found;
}
