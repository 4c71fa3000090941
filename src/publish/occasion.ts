import type { context } from "@actions/github";
import type { Occasion } from "../reporters/markdown-summary.ts";

/** What of `@actions/github`'s context the summary's head needs. All of it comes from the environment and the event. */
export type EventContext = Pick<typeof context, "serverUrl" | "repo" | "sha" | "payload">;

/** The commit and the pull request of the run. A part that is missing, or of an odd shape, is left out. */
export function occasionOf(event: EventContext): Occasion {
  const repository = repositoryAddress(event);
  if (repository === undefined) return {};
  const pullRequest = event.payload.pull_request;
  // On a pull request GITHUB_SHA is a merge commit that nobody has seen; people know the branch's head.
  const head: unknown = pullRequest?.["head"]?.sha;
  const sha = typeof head === "string" ? head : event.sha;
  return {
    ...(isCommit(sha) ? { commit: { sha, address: under(repository, "commit", sha) } } : {}),
    ...(pullRequest !== undefined && Number.isSafeInteger(pullRequest.number)
      ? {
          pullRequest: {
            number: pullRequest.number,
            address: under(repository, "pull", `${pullRequest.number}`),
          },
        }
      : {}),
  };
}

function repositoryAddress(event: EventContext): URL | undefined {
  try {
    // `repo` throws where GITHUB_REPOSITORY is not set.
    const { owner, repo } = event.repo;
    const server = new URL(event.serverUrl);
    return /^https?:$/.test(server.protocol) ? under(server, owner, repo) : undefined;
  } catch {
    return undefined;
  }
}

function under(base: URL, ...parts: readonly string[]): URL {
  const address = new URL(base);
  address.pathname = [address.pathname.replace(/\/$/, ""), ...parts.map(encodeURIComponent)].join("/");
  return address;
}

function isCommit(sha: unknown): sha is string {
  return typeof sha === "string" && /^[0-9a-f]{40,64}$/.test(sha);
}
