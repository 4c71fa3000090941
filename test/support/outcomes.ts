import { afterAll } from "vitest";

/**
 * A table of what became of each of many files, for the test's output: what was read of it, or why it was refused, which no
 * title of a test can tell.
 */
export function outcomes(title: string): (file: string, outcome: string) => void {
  const rows: (readonly [string, string])[] = [];
  afterAll(() => {
    const width = Math.max(...rows.map(([file]) => file.length), 0);
    console.log([title, ...rows.map(([file, outcome]) => `  ${file.padEnd(width)}  ${outcome}`)].join("\n"));
  });
  return (file, outcome) => void rows.push([file, outcome]);
}
