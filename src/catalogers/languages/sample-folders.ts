/**
 * Folders in which packages carry what only their own tests and readers need. The records in there are made up: a
 * `package.json` in `resolve/test/resolver/baz` is of no package that anybody installed.
 */
const SAMPLE_FOLDERS = new Set([
  "test",
  "tests",
  "__tests__",
  "testing",
  "testdata",
  "test-data",
  "fixture",
  "fixtures",
  "__fixtures__",
  "example",
  "examples",
  "spec",
]);

/** @param folders names of the folders between a package's own and the record */
export function isSample(folders: readonly string[]): boolean {
  return folders.some((folder) => SAMPLE_FOLDERS.has(folder.toLowerCase()));
}
