/**
 * How ajv reads the schemas that rules declare, at build time and at run time: strictly, so that a misspelt keyword is
 * an error, but `required` may stand in an `if` or an `anyOf` without repeating `properties`. Verbose: each problem brings
 * the value and the part of the schema that it breaks, for the sentence.
 */
export const SCHEMA_OPTIONS = {
  allErrors: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  verbose: true,
  // Ours to say, as an error: ajv would write to the console.
  logger: false,
} as const;
