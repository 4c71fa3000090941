import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/** What only an engine can refuse: one sentence that names it, exit code 2, and no container or volume left. */
describeEngine("bad input that an engine meets", (engine) => {
  let workspace: Workspace;
  let registry: Server | undefined;

  beforeEach(async () => {
    workspace = await makeWorkspace();
    await workspace.write(
      "lumogate.yaml",
      "extends: none\nrules: { packages.banned: { packages: [telnet] } }\n",
    );
  });
  afterEach(async () => {
    registry?.close();
    registry = undefined;
    await workspace.remove();
  });

  async function errorOf(...args: string[]): Promise<NonNullable<Report["error"]>> {
    const before = await Promise.all([engine.containers(), engine.volumes(), workspace.list()]);
    const { code, stdout } = await lumogate(
      ["check", "--quiet", "--output", "json", ...args],
      workspace.around(engine.env),
    );
    expect(code).toBe(2);
    expect(await Promise.all([engine.containers(), engine.volumes(), workspace.list()])).toEqual(before);
    const { verdict, error } = JSON.parse(stdout) as Report;
    expect(verdict).toBe("error");
    return error ?? { code: "none", message: "none" };
  }

  /** A registry that answers every request alike. @returns its address */
  async function registryThatAnswers(status: number, headers: Record<string, string>): Promise<string> {
    registry = createServer((_request, answer) => {
      answer.writeHead(status, { "content-type": "application/json", ...headers });
      answer.end(JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "who are you?" }] }));
    });
    registry.listen(0, "127.0.0.1");
    await once(registry, "listening");
    return `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  }

  it("an image that is not there and may not be pulled is named", async () => {
    const error = await errorOf("lumogate-test/nobody:none", "--pull", "never");
    expect(error.code).toBe("image.not-found");
    expect(error.message).toContain("lumogate-test/nobody:none");
    expect(error.hint).toContain("--pull missing");
  });

  it("a pull that is denied is told apart from one that finds nothing", async () => {
    const host = await registryThatAnswers(401, { "www-authenticate": 'Basic realm="test"' });
    const error = await errorOf(`docker:${host}/private/app:1`);
    expect(error.code).toBe("pull.denied");
    expect(error.message).toContain(`${host}/private/app`);
    expect(error.hint).toContain("docker login");
  });

  it("a pull from a registry that is not there says what the engine said", async () => {
    const host = await registryThatAnswers(200, {});
    registry?.close();
    expect((await errorOf(`docker:${host}/app:1`)).code).toBe("pull.failed");
  });

  it("a name that is no image's name is refused before any engine is asked", async () => {
    expect((await errorOf("docker:UPPER case")).code).toBe("image.reference");
  });

  it("a build that fails shows the step and its own last lines", async () => {
    await workspace.write("context/Dockerfile", "FROM scratch\nCOPY nowhere /somewhere\n");
    const error = await errorOf("--build", "context");
    expect(error.code).toBe("build.failed");
    expect(error.message).toContain("COPY nowhere /somewhere");
    expect(error.message).toMatch(/not found|no such file/i);
  });

  it("a Dockerfile that is not there is said", async () => {
    await workspace.write("context/readme", "no Dockerfile here\n");
    const error = await errorOf("--build", "context");
    expect(error.code).toBe("build.dockerfile");
    expect(error.hint).toContain("--file");
  });
});
