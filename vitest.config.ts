import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The engine tests say in each file how long they may take.
    testTimeout: 30_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/**/*.engine.test.ts"] },
      },
      {
        extends: true,
        // One file after the other: they share an engine, and count what is left on it.
        test: {
          name: "engine",
          include: ["test/**/*.engine.test.ts"],
          globalSetup: ["test/support/engine-setup.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
