import type { CommandContext } from "../../src/commands/context.ts";

/** Surroundings of a command that runs in a test: its own folder, a pinned clock, no environment. */
export function commandContext(directory: string): CommandContext {
  return {
    env: { LUMOGATE_CACHE_DIR: "" },
    directory,
    now: new Date("2026-01-31T12:00:00Z"),
    signal: new AbortController().signal,
    progress: () => {},
    terminal: { colour: false },
  };
}
