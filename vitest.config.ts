import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The engine tests share one engine; they say in each file how long they may take.
    testTimeout: 30_000,
    hookTimeout: 300_000,
  },
});
