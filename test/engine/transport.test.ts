import { once } from "node:events";
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../src/engine/connect.ts";
import { sshArguments } from "../../src/engine/ssh.ts";
import { fakeEngine, json } from "../support/fake-engine.ts";

const NEVER = new AbortController().signal;
/** A key and a certificate for localhost that signs itself, valid until 2126, and used for nothing else. */
const CERTIFICATES = path.join(import.meta.dirname, "fixtures");

function pem(name: string): Promise<Buffer> {
  return readFile(path.join(CERTIFICATES, name));
}

/** An engine behind TLS that lets in whoever shows our certificate. */
async function tlsEngine(): Promise<string> {
  const options = {
    key: await pem("key.pem"),
    cert: await pem("cert.pem"),
    ca: await pem("ca.pem"),
    requestCert: true,
  };
  const server = https.createServer({ ...options, rejectUnauthorized: false }, (asked, answer) => {
    const known = (asked.socket as TLSSocket).authorized;
    answer
      .writeHead(known ? 200 : 403, { "api-version": "1.44", "content-type": "application/json" })
      .end("[]");
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `tcp://localhost:${(server.address() as AddressInfo).port}`;
}

describe("an engine behind TLS", () => {
  it("is shown our certificate, and its own is checked", async () => {
    const env = { DOCKER_HOST: await tlsEngine(), DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: CERTIFICATES };
    const engine = await connect(env, NEVER);
    expect(await engine.docker.listContainers()).toEqual([]);
  });

  it("is refused where nobody vouches for it", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-tls-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const name of ["cert.pem", "key.pem"])
      await cp(path.join(CERTIFICATES, name), path.join(folder, name));
    const env = { DOCKER_HOST: await tlsEngine(), DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder };
    await expect(connect(env, NEVER)).rejects.toMatchObject({ code: "engine.tls" });
  });

  it("is not mistaken for one without", async () => {
    const env = { DOCKER_HOST: await tlsEngine() };
    await expect(connect(env, NEVER)).rejects.toMatchObject({
      code: expect.stringMatching(/^engine\./) as string,
    });
  });
});

describe("an engine behind ssh", () => {
  it("is reached through ssh's own options, its host never taken for one", () => {
    const endpoint = { kind: "ssh", host: "far.example", port: 22, user: "ci", url: "" } as const;
    const args = sshArguments(endpoint);
    expect(args.slice(0, 4)).toEqual(["-l", "ci", "-p", "22"]);
    expect(args.slice(args.indexOf("--"))).toEqual(["--", "far.example", "docker", "system", "dial-stdio"]);
  });

  it("is spoken to over ssh(1), several calls over one connection", async () => {
    const fake = await fakeEngine({ "GET /containers/json": json([{ Id: "far" }]) });
    const log = await fakeSsh(`
      const socket = require("node:net").connect(${JSON.stringify(fake.socket)});
      process.stdin.pipe(socket).pipe(process.stdout);`);
    const engine = await connect({ DOCKER_HOST: "ssh://far.example" }, NEVER);
    for (let call = 0; call < 3; call++)
      expect(await engine.docker.listContainers()).toEqual([{ Id: "far" }]);
    expect(await readFile(log, "utf8")).toBe("started\n");
  });

  it("that ssh cannot reach is an error in ssh's words", async () => {
    await fakeSsh(`console.error("Host key verification failed."); process.exit(255);`);
    await expect(connect({ DOCKER_HOST: "ssh://far.example" }, NEVER)).rejects.toMatchObject({
      code: "engine.unreachable",
      message: expect.stringContaining("Host key verification failed") as string,
    });
  });
});

/** A program `ssh`, first in PATH. @returns a file with a line for each time that it was started */
async function fakeSsh(script: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-ssh-"));
  const log = path.join(folder, "log");
  const program = `#!${process.execPath}\nrequire("node:fs").appendFileSync(${JSON.stringify(log)}, "started\\n");\n${script}\n`;
  await writeFile(path.join(folder, "ssh"), program);
  await chmod(path.join(folder, "ssh"), 0o755);
  vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  return log;
}
