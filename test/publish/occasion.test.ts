import { describe, expect, test } from "vitest";
import { type EventContext, occasionOf } from "../../src/publish/occasion.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const PUSH: EventContext = {
  serverUrl: "https://github.com",
  repo: { owner: "acme", repo: "shop" },
  sha: SHA,
  payload: {},
};

describe("the occasion of a run", () => {
  test("is a commit on a push", () => {
    const { commit, pullRequest } = occasionOf(PUSH);
    expect(commit?.address.href).toBe(`https://github.com/acme/shop/commit/${SHA}`);
    expect(pullRequest).toBeUndefined();
  });

  test("is the branch's head on a pull request, and not the merge commit that nobody has seen", () => {
    const head = "a".repeat(40);
    const { commit, pullRequest } = occasionOf({
      ...PUSH,
      payload: { pull_request: { number: 7, head: { sha: head } } },
    });
    expect(commit?.sha).toBe(head);
    expect(pullRequest?.address.href).toBe("https://github.com/acme/shop/pull/7");
  });

  test("stays under the server's path, whatever the names hold", () => {
    const { commit } = occasionOf({
      ...PUSH,
      serverUrl: "https://ghes.example/code/",
      repo: { owner: "../..", repo: "a b?c#d" },
    });
    expect(commit?.address.href).toBe(`https://ghes.example/code/..%2F../a%20b%3Fc%23d/commit/${SHA}`);
  });

  test.each([
    ["a server that is no web address", { serverUrl: "javascript:alert(1)" }],
    ["no server", { serverUrl: "" }],
    ["a commit that is none", { sha: "main)" }],
  ])("has no commit for %s", (_, change) => {
    expect(occasionOf({ ...PUSH, ...change })).toEqual({});
  });

  test("is nothing where no repository is known, which @actions/github throws for", () => {
    const context = {
      ...PUSH,
      get repo(): EventContext["repo"] {
        throw new Error("context.repo requires a GITHUB_REPOSITORY environment variable");
      },
    };
    expect(occasionOf(context)).toEqual({});
  });
});
