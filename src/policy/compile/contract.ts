import type { RegoVersion } from "../../model/policy-path.ts";

/** What goes into the Rego compiler and what comes out; its twin is `rego-compiler/contract.go`. */

export interface CompileRequest {
  /** The `.rego` files, without tests; each path once. */
  readonly modules: readonly PolicyModule[];
  /**
   * JSON schema of the inventory: what `input` is, so that a misspelt name is an error and not a silent pass. Left out:
   * `input` is any JSON.
   */
  readonly schema?: object;
  /** Names of properties that the inventory has only where a rule may look them up. */
  readonly onDemand: readonly string[];
  /** Functions of our own that the evaluation provides. */
  readonly hostBuiltins: readonly HostBuiltin[];
  /** Names of OPA's functions that the evaluation answers; a name that OPA does not know is a `policy.compiler` error. */
  readonly opaBuiltins: readonly string[];
  /**
   * Ids of rules that are compiled elsewhere and get settings, too. Where it is given, a reference to the settings of any rule
   * that is neither among them nor in the modules is an error.
   */
  readonly otherRules?: readonly string[];
  /**
   * Lets pass what is only bad style, such as an import that nobody uses; and functions of the module's own are undefined where
   * they are given a value of a wrong type, as rules for other programs expect.
   */
  readonly lenient?: boolean;
  /** Names under `data` that the evaluation gives, beside lumogate's own. */
  readonly documents?: readonly string[];
}

export interface PolicyModule {
  /** As the user would name the file; errors say so. */
  readonly path: string;
  readonly text: string;
  /** Left out: v1. */
  readonly regoVersion?: RegoVersion;
}

/** A function of our own, as the compiler is told of it. */
export interface HostBuiltin {
  readonly name: string;
  /** At most four. */
  readonly args: readonly RegoType[];
  readonly result: RegoType;
  /** All that a result of the type object may have: another name is an error when a policy is compiled. Left out: anything. */
  readonly fields?: Readonly<Record<string, RegoType>>;
  readonly description: string;
}

export type RegoType = "any" | "array" | "boolean" | "number" | "object" | "string";

/**
 * How a module calls a function that the host answers, ours or OPA's: this, then the function's own name. Its arguments are the
 * function's own, and after them, as text, the place of the call: `policies/a.rego:7`. Of OPA's functions these are `sprintf`,
 * all of `opaBuiltins` that WebAssembly has not, and those that WebAssembly has and that failed there: to them, too, the host
 * answers what OPA would, or it throws (rego-compiler/README.md has the list; a host that does not know one throws).
 */
export const HOST_CALL = "lumogate.host.";

/** The same without a place: functions of four arguments, and those that some `with` replaces. */
export const BARE_HOST_CALL = "lumogate.bare.";

/**
 * What a module calls where a function of its own has no answer to values of which the compiler did not know the types: with the
 * function's name, a list of its arguments, a list of what it takes (OPA's own declaration, in OPA's JSON), and the place. The
 * host throws.
 */
export const OPERAND_CHECK = "lumogate.operands";

export interface CompiledPolicy {
  /**
   * For `@open-policy-agent/opa-wasm`. Its one entry point yields one result, a list with an object for each rule:
   * `{ [ruleKey(rule)]: the rule's set (an array) }` where `data.active[ruleKey(rule)]` is true, else `{}`, and the rule
   * is not evaluated. No result at all, or an active rule missing in it, is not a pass.
   */
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** Sorted by id. */
  readonly rules: readonly CompiledRule[];
}

/** A rule that judges: all clauses of one name in one package. */
export interface CompiledRule {
  /** `packages.banned`; `deny` and `warn` of one package share it. */
  readonly id: string;
  /** The Rego package, without `data.`: `lumogate.packages`. */
  readonly package: string;
  /** The rule's name in the package: `deny`, `violation_old`, `warn`. */
  readonly name: string;
  readonly severity: "error" | "warning";
  /** Where its first clause stands; rows count from 1. */
  readonly file: string;
  readonly row: number;
  /** From METADATA: the clause's own, else the rule's, else the package's. */
  readonly title?: string;
  readonly description?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
  /** The names under `input` that it can reach, also through what it calls, sorted; `["*"]` where that cannot be told. */
  readonly reads: readonly string[];
  /**
   * Those of `onDemand` that it names, itself or in what it calls, and `*` where it may look up any of them by a name that
   * cannot be told; left out where there is none.
   */
  readonly asks?: readonly string[];
  /** The names below `data.config` that it needs, itself or in what it calls, sorted; each once. */
  readonly dataRefs: readonly DataRef[];
  /** The names below its own settings, `data.settings["<id>"]`, in the same way; left out where there is none. */
  readonly settingsRefs?: readonly DataRef[];
}

/** A name below a document, such as `data.config`, and where it is first referred to. */
export interface DataRef {
  /** `["a", "b"]` for `data.config.a.b`, and also for `data.config.a.b[x]`. */
  readonly path: readonly string[];
  /**
   * A rule asks whether it is there (`not data.config.a`, a default, an `else`), or gives it (`with data.config.a as 1`). What
   * only `object.get` names is no reference at all.
   */
  readonly optional?: boolean;
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

/** Where the rule's set is in the result of an evaluation. */
export function ruleKey(rule: CompiledRule): string {
  return `${rule.package}/${rule.name}`;
}

/** What the compiler answers. */
export interface CompilerResponse {
  /** Base64; left out where there are errors. */
  readonly wasm?: string;
  readonly rules: readonly CompiledRule[];
  readonly errors: readonly CompilerError[];
  /** What the command `check` says of a policy that nothing is wrong with; codes begin with `lint.`. */
  readonly warnings?: readonly CompilerError[];
}

/** Row and column count from 1; file is empty where the policy as a whole is meant. */
export interface CompilerError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly file: string;
  readonly row: number;
  readonly col: number;
}
