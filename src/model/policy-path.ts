/** Rego as of OPA 1.0, or as of before. */
export type RegoVersion = "v0" | "v1";

/**
 * A policy as the user names it: a `.rego` file, a folder of them, or a bundle's address; and where that is said, the version of
 * Rego that it is written in.
 */
export type PolicyPath = string | { readonly path: string; readonly rego: RegoVersion };
