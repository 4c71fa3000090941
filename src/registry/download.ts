import { LIMITS } from "../limits.ts";
import { readBody } from "./body.ts";
import type { RegistryContext } from "./client.ts";
import { Dispatchers } from "./dispatchers.ts";
import { parseUrl } from "./endpoint.ts";
import { type Answer, Exchange } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { refusal } from "./refusal.ts";
import { retrying } from "./retry.ts";
import { deadlineFor, TIMING } from "./timing.ts";

/**
 * A file of a web server: over TLS, without credentials, within the bound of a policy. Follows redirects that stay on TLS, and
 * lead to no address of a private network that the server itself is not in.
 *
 * @param what for messages: `the policy https://…`
 * @throws RegistryFailure `registry.*`; the reason of the signal
 */
export async function download(url: URL, what: string, context: RegistryContext): Promise<Buffer> {
  const { env, signal, progress, timing = TIMING, caFile } = context;
  const endpoint = { domain: url.host, url };
  const connections = new Dispatchers(endpoint, { env, timing, ...(caFile === undefined ? {} : { caFile }) });
  const exchange = new Exchange(connections, timing, signal);
  return retrying(
    async () => {
      const answer = await followed(exchange, url, what, deadlineFor(timing, LIMITS.policyBytes));
      if (answer.status === 200) return readBody(answer, what, "policyBytes");
      answer.discard();
      throw refusal(answer, what, { endpoint, who: "without credentials", now: timing.now() });
    },
    { timing, signal, progress },
  );
}

async function followed(
  exchange: Exchange,
  first: URL,
  what: string,
  deadline: AbortSignal,
): Promise<Answer> {
  let url = first;
  for (let redirects = 0; redirects <= LIMITS.registryRedirects; redirects += 1) {
    const role = url.origin === first.origin ? "registry" : "storage";
    const answer = await exchange.ask({ url, role, what, deadline });
    if (answer.status < 300 || answer.status > 399) return answer;
    await answer.drain();
    const next = parseUrl(answer.header("location") ?? "", url);
    if (next?.protocol !== "https:")
      throw badAnswer(answer.host, what, "it redirects to no address of HTTPS");
    url = next;
  }
  throw new RegistryFailure(
    "redirect-refused",
    `${first.host} redirects more than ${LIMITS.registryRedirects} times for ${what} (limit registryRedirects).`,
    { hint: "Look at the address, and at what stands before the server." },
  );
}
