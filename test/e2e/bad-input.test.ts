import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import path from "node:path";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { type Ended, lumogate } from "../support/lumogate.ts";
import { parseRunnerOutput } from "../support/runner.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/** Bad input gets one clear sentence with a code, a place and what to do, exit code 2, and nothing is left behind. */
let workspace: Workspace;

beforeEach(async () => {
  workspace = await makeWorkspace();
  await writeFile(path.join(workspace.directory, "image.tar"), debianArchive());
  await workspace.write("lumogate.yaml", "rules: { packages.banned: { packages: [telnet] } }\n");
});
afterEach(() => workspace.remove());

const NO_ENGINE = { PATH: process.env["PATH"], DOCKER_HOST: "unix:///nowhere/docker.sock" };

function run(...args: string[]): Promise<Ended> {
  return lumogate(args, workspace.around(NO_ENGINE));
}

/** Judges the archive, and expects that it cannot be judged. @returns the report's error */
async function errorOf(...args: string[]): Promise<NonNullable<Report["error"]>> {
  const before = await workspace.list();
  const { code, stdout, stderr } = await run("check", "image.tar", "--quiet", "--output", "json", ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({ verdict: "error", exitCode: 2 });
  expect(await workspace.list()).toEqual(before);
  return report.error ?? { code: "none", message: "none" };
}

describe("an engine", () => {
  it("that is not there is named by its address, with what to do", async () => {
    const { code, stdout } = await run("check", "docker:debian:12");
    expect(code).toBe(2);
    expect(stdout).toContain("engine.unreachable");
    expect(stdout).toContain("/nowhere/docker.sock");
    expect(stdout).toMatch(/fix \| \S/);
  });

  it("that is not there, and a registry that is not there, are both named for a bare name", async () => {
    // Nothing listens on port 1.
    const { code, stdout } = await run("check", "127.0.0.1:1/app:1");
    expect(code).toBe(2);
    expect(stdout).toContain("target.not-found");
    expect(stdout).toContain("/nowhere/docker.sock");
    expect(stdout).toContain("127.0.0.1:1 cannot be asked");
  });

  it.skipIf(process.getuid?.() === 0 && process.platform !== "linux")(
    "that refuses its socket is told apart",
    async () => {
      const socket = path.join(workspace.directory, "tmp/engine.sock");
      const server = createServer().listen(socket);
      await once(server, "listening");
      try {
        await chmod(socket, 0o000);
        // Root is refused nothing, so the engine's client runs as nobody.
        const env = {
          ...workspace.around(NO_ENGINE).env,
          DOCKER_HOST: `unix://${socket}`,
          LUMOGATE_CACHE_DIR: "",
        };
        const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
        if (process.getuid?.() === 0) await chmod(workspace.directory, 0o755);
        const { code, stdout } = await lumogate(["check", "debian:12"], {
          cwd: workspace.directory,
          env,
          ...asNobody,
        });
        expect(code).toBe(2);
        expect(stdout).toContain("engine.permission");
      } finally {
        server.close();
      }
    },
  );
});

describe("a configuration", () => {
  it("with an unknown key is told the place and the key that was meant", async () => {
    await workspace.write("lumogate.yaml", "rules: {}\npolcies: [policy/]\n");
    expect(await errorOf()).toMatchObject({
      code: "config.unknown-key",
      message: expect.stringContaining('"polcies". Did you mean "policies"?'),
      location: { file: "lumogate.yaml", line: 2, column: 1 },
    });
  });

  it("with an unknown key in a rule's settings is told the place", async () => {
    await workspace.write("lumogate.yaml", "rules:\n  packages.banned:\n    package: [telnet]\n");
    expect(await errorOf()).toMatchObject({ location: { file: "lumogate.yaml", line: 3, column: 5 } });
  });

  it("with a bad version range is told the place and what a range is", async () => {
    await workspace.write(
      "lumogate.yaml",
      'rules:\n  packages.banned:\n    packages:\n      - { name: openssl, versions: "<< 3" }\n',
    );
    const error = await errorOf();
    expect(error).toMatchObject({
      code: "config.invalid",
      location: { file: "lumogate.yaml", line: 4, column: 36 },
    });
    expect(error.message).toContain("<< 3");
  });

  it("with an unknown rule is told the nearest one", async () => {
    await workspace.write("lumogate.yaml", "rules:\n  packages.baned: off\n");
    const error = await errorOf();
    expect(error.code).toBe("config.unknown-rule");
    expect(`${error.message} ${error.hint}`).toContain("packages.banned");
  });

  it("that bans what is not read is refused, since it would pass every image", async () => {
    await workspace.write(
      "lumogate.yaml",
      'rules: { packages.banned: { packages: [{ purl: "pkg:nmp/event-stream" }] } }\n',
    );
    expect(await errorOf()).toMatchObject({
      code: "config.invalid",
      message: expect.stringContaining('type "nmp"'),
    });
  });

  it("that is not there is said, where it was named", async () => {
    expect(await errorOf("--config", "other.yaml")).toMatchObject({
      code: "config.unreadable",
      message: expect.stringContaining("other.yaml"),
    });
  });

  it("without any active rule judges nothing, and says so", async () => {
    await workspace.write("lumogate.yaml", "extends: none\n");
    expect(await errorOf()).toMatchObject({ code: "config.no-rules" });
  });
});

/** Judges by one policy, and expects that it is refused. */
async function judge(rego: string): Promise<NonNullable<Report["error"]>> {
  await workspace.write("policy/mine.rego", rego);
  return errorOf("--policy", "policy");
}

describe("a policy", () => {
  it("with a typo in input is told the place", async () => {
    const error = await judge(
      "package mine\n\ndeny contains msg if {\n\tsome p in input.pakages\n\tmsg := p.name\n}\n",
    );
    expect(error).toMatchObject({ code: "policy.type", location: { file: "policy/mine.rego", line: 4 } });
    expect(error.message).toContain("input.pakages");
  });

  it("with deny := true is told how to write it", async () => {
    const error = await judge("package mine\n\ndeny := true\n");
    expect(error).toMatchObject({ code: "policy.shape", location: { file: "policy/mine.rego", line: 3 } });
    expect(`${error.message} ${error.hint}`).toContain("deny contains");
  });

  it("with no rule at all is no policy", async () => {
    expect(await judge("package mine\n\nallow := true\n")).toMatchObject({ code: "policy.no-rules" });
  });

  it("with http.send is told that there is no such thing here", async () => {
    const error = await judge(
      'package mine\n\ndeny contains "x" if {\n\thttp.send({"method": "get", "url": "http://127.0.0.1/"}).status_code == 200\n}\n',
    );
    expect(error).toMatchObject({ code: "policy.builtin", location: { file: "policy/mine.rego", line: 4 } });
    expect(error.message).toContain("http.send");
  });

  it("that cannot be parsed is told the place", async () => {
    expect(await judge("package mine\n\ndeny contains msg if {\n")).toMatchObject({
      code: "policy.parse",
      location: { file: "policy/mine.rego" },
    });
  });

  it("whose rule gives numbers instead of messages does not pass", async () => {
    expect(await judge("package mine\n\ndeny contains 1 if true\n")).toMatchObject({ code: "policy.shape" });
  });

  it("that is not there is said", async () => {
    expect(await errorOf("--policy", "nowhere")).toMatchObject({ code: "policy.not-found" });
  });
});

describe("an image", () => {
  it("whose database is cut short cannot be judged by a rule about packages", async () => {
    await writeFile(path.join(workspace.directory, "image.tar"), debianArchive({ cutStatus: true }));
    const error = await errorOf();
    expect(error.code).toBe("packages.truncated");
    expect(error.message).toContain("/var/lib/dpkg/status");
  });

  it("that is no archive at all is said", async () => {
    await workspace.write("image.tar", "hello");
    expect((await errorOf()).message).toContain("image.tar");
  });

  it("whose archive is cut short is an error", async () => {
    const archive = debianArchive();
    await writeFile(path.join(workspace.directory, "image.tar"), archive.subarray(0, archive.length - 2048));
    expect((await errorOf()).message).toContain("image.tar");
  });
});

describe("names that are hostile", () => {
  const NAMES = [
    "a\n::error::forged",
    "b ##[error]forged",
    "c\r##[add-mask]x",
    "d\u001B[2J\u001B]52;c;eA==\u0007",
    "__proto__",
    "constructor",
  ];

  it("come out escaped in the table, and say nothing to the runner", async () => {
    const labels = Object.fromEntries(NAMES.map((name) => [name, "  "]));
    Object.defineProperty(labels, "__proto__", { value: "  ", enumerable: true });
    await writeFile(path.join(workspace.directory, "image.tar"), debianArchive({ labels }));
    const wanted = JSON.stringify(NAMES);
    await workspace.write(
      "lumogate.yaml",
      `extends: none\nrules: { labels.required: { labels: ${wanted} } }\n`,
    );
    for (const format of ["table", "json"]) {
      const { code, stdout, stderr } = await run("check", "image.tar", "--quiet", "--output", format);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(parseRunnerOutput(stdout).commands).toEqual([]);
      // oxlint-disable-next-line no-control-regex -- exactly these must not come out
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    }
    const { stdout } = await run("check", "image.tar", "--output", "json");
    const report = JSON.parse(stdout) as Report;
    expect(new Set(report.findings.map(({ subject }) => subject))).toEqual(new Set(NAMES));
  });
});

describe("a command line", () => {
  it.each([
    [["chek", "x"], "usage.command", "lumogate check"],
    [["check"], "usage.target", "--build CONTEXT"],
    [["check", "x", "--fail-on", "warnings"], "usage.choice", "--fail-on warning"],
    [["check", "x", "--output", "sarif"], "usage.output", "table, json"],
    [["check", "--build", ".", "x"], "usage.build", "one at a time"],
    [["check", "sbom:x"], "sbom.unreadable", "holds an SBOM"],
  ])("%j is refused with %s and a hint", async (args, code, hint) => {
    const { code: exitCode, stdout, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).toContain(code);
    expect(`${stdout}${stderr}`.replaceAll(/\n +\| /g, " ")).toContain(hint);
  });
});
