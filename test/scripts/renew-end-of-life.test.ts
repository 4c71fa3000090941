import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { renewed } from "../../scripts/end-of-life/renewed.ts";

const TODAY = new Date("2027-01-02T03:04:05Z");
let server: http.Server | undefined;

/** A server that answers as the API does; by product. */
async function serving(answers: Readonly<Record<string, unknown>>): Promise<string> {
  server = http.createServer((request, response) => {
    const asked = request.url?.split("/")[2] ?? "";
    response.statusCode = asked in answers ? 200 : 404;
    response.end(JSON.stringify(answers[asked] ?? {}));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/products`;
}

/** As the API's version 1 describes a product: only what is read of it. */
function product(...releases: readonly object[]): object {
  return { schema_version: "1.2.0", result: { name: "x", releases } };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe("the table of ends of life is renewed", () => {
  it("with new releases and new days, while old ones stay", async () => {
    const address = await serving({
      "alpine-linux": product(
        { name: "3.24", eolFrom: "2028-05-01" },
        { name: "3.23", eolFrom: "2027-12-01" },
      ),
      debian: product(
        { name: "12", eolFrom: "2026-06-10", eoesFrom: "2028-06-30" },
        { name: "14", eolFrom: null },
      ),
    });
    const known = {
      renewed: "2026-01-01",
      systems: { alpine: { "3.23": "2027-11-01", "3.1": "2016-11-01" }, debian: {} },
    };
    expect(await renewed(known, address, TODAY)).toEqual({
      renewed: "2027-01-02",
      systems: {
        alpine: { "3.24": "2028-05-01", "3.23": "2027-12-01", "3.1": "2016-11-01" },
        debian: { "12": "2028-06-30" },
      },
    });
  });

  it.each([
    [{}, "HTTP 404"],
    [{ ubuntu: { result: {} } }, "no releases"],
    [{ ubuntu: product({ name: "26.04", eolFrom: "next year" }) }, "that is none"],
    [{ ubuntu: product({ eolFrom: "2031-01-01" }) }, "without a name"],
  ])("or not at all, where an answer is not what it should be: %j", async (answers, message) => {
    const address = await serving(answers);
    await expect(renewed({ systems: { ubuntu: {} } }, address, TODAY)).rejects.toThrow(message);
  });
});
