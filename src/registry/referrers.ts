import { INDEX_TYPES } from "../oci/documents/media-types.ts";
import { boundedReferrers, parseReferrers, type Referrer } from "../oci/documents/referrers.ts";
import { readBody } from "./body.ts";
import type { RepositoryClient } from "./client.ts";
import { parseUrl } from "./endpoint.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, isFailure } from "./failure.ts";
import { retrying } from "./retry.ts";
import { deadlineFor } from "./timing.ts";

export type { Referrer };

/**
 * Asks a registry for all that refers to a digest, page by page (OCI distribution-spec, "Listing Referrers").
 *
 * @param where the repository, for messages
 * @returns undefined where the registry has no such API
 * @throws RegistryFailure, LumogateError `image.limit`
 */
export async function listReferrers(
  client: RepositoryClient,
  digest: string,
  where: string,
): Promise<readonly Referrer[] | undefined> {
  const what = `the list of what refers to ${where}@${digest}`;
  const found: Referrer[] = [];
  for (let query: string | undefined = ""; query !== undefined;) {
    const page = await askForPage(client, `referrers/${digest}${query}`, what);
    if (page === undefined) return undefined;
    found.push(...page.referrers);
    boundedReferrers(found);
    // A page that adds nothing and names a next one could go on for ever.
    if (page.next !== undefined && page.referrers.length === 0)
      throw badAnswer(where, what, "one of its pages is empty, and not the last");
    query = page.next;
  }
  return found;
}

interface Page {
  readonly referrers: readonly Referrer[];
  /** The query that the next one is asked with. */
  readonly next: string | undefined;
}

/** What registries without this API answer, beside 404. */
const ABSENT = [400, 405, 406, 501];

async function askForPage(client: RepositoryClient, path: string, what: string): Promise<Page | undefined> {
  const headers = { accept: INDEX_TYPES[0] ?? "" };
  try {
    return await retrying(async () => {
      const deadline = deadlineFor(client.patience.timing);
      const answer = await client.get({ path, what, headers, deadline, absent: ABSENT });
      const type = (answer.header("content-type") ?? "").replace(/\s*;.*$/s, "").toLowerCase();
      if (type !== INDEX_TYPES[0]) {
        answer.discard();
        throw badAnswer(answer.host, what, "its Content-Type is not that of an index");
      }
      const next = nextQuery(answer, path, what);
      return { referrers: parseReferrers(await readBody(answer, what, "manifestBytes"), what), next };
    }, client.patience);
  } catch (error) {
    if (isFailure(error, "registry.not-found")) return undefined;
    throw error;
  }
}

/**
 * The query of `Link: <…>; rel="next"` (RFC 8288). Of the address nothing else is taken: we ask for the same list, of the
 * same registry, wherever it would have us go.
 */
function nextQuery(answer: Answer, path: string, what: string): string | undefined {
  const link = answer.header("link");
  if (link === undefined) return undefined;
  const address = /^\s*<([^<>]*)>\s*;\s*rel="?next"?/.exec(link)?.[1];
  const url = address === undefined ? undefined : parseUrl(address, new URL(`https://${answer.host}`));
  const list = path.replace(/\?.*$/s, "");
  if (url?.pathname.endsWith(`/${list}`) === true && url.search !== "") return url.search;
  answer.discard();
  throw badAnswer(answer.host, what, "what it names as its next page is none of this list");
}
