import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { alpineIsAbsent, loadAlpine } from "../support/alpine.ts";
import { describeEngine, type TestEngine } from "../support/engine.ts";
import { type Ended, lumogate } from "../support/lumogate.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const CONFIG = `
extends: none
rules:
  user.root: error
  secrets.exposed: error
  history.remote_add: error
  healthcheck.missing: error
  entrypoint.shell: error
  volumes.system: error
  files.setuid: error
  files.credentials: error
  files.world_writable: error
  ports.allowed: { allow: [8000-8999] }
  size.total: { max: 1MB }
  size.layers: { max: 6 }
  size.layer: { max: 1MB }
  size.wasted: { percent: 50 }
`;

/** What each rule says its finding is about, in the failing image. */
const BROKEN = {
  "entrypoint.shell": ["ENTRYPOINT"],
  "files.credentials": ["/app/id_rsa"],
  "files.setuid": ["/app/tool"],
  "files.world_writable": ["/app/open"],
  "healthcheck.missing": ["HEALTHCHECK"],
  "history.remote_add": [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/x\.txt$/)],
  "ports.allowed": ["22/tcp"],
  "secrets.exposed": ["DB_PASSWORD", "NPM_TOKEN", "source"],
  "size.layer": [expect.stringMatching(/^sha256:/)],
  "size.layers": ["layers"],
  "size.total": ["size"],
  "size.wasted": ["layers"],
  "user.root": ["toor"],
  "volumes.system": ["/etc"],
};

const BAD = (address: string): string => `
FROM scratch
COPY passwd /etc/passwd
COPY as-root /app/tool
COPY --chmod=600 id_rsa /app/id_rsa
COPY --chmod=666 tool /app/open
COPY large /srv/large
COPY tool /srv/large
ADD ${address}/x.txt /x.txt
ARG NPM_TOKEN=t0p-s3cret
ENV DB_PASSWORD=t0p-s3cret
LABEL source=https://app:t0p-s3cret@example.com/app
EXPOSE 22 8080
VOLUME /etc /data
USER toor
ENTRYPOINT app --flag
`;

const GOOD = `
FROM scratch
COPY passwd /etc/passwd
COPY --chmod=755 tool /app/tool
ENV DB_PASSWORD_FILE=/run/secrets/db GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
LABEL source=https://example.com/app
EXPOSE 8080
VOLUME /data
USER app
HEALTHCHECK CMD ["/app/tool", "--health"]
ENTRYPOINT ["/app/tool"]
`;

/** In pieces, so that no scanner of this repository takes it for a real one. */
const KEY = ["-----BEGIN OPENSSH", " PRIVATE KEY-----\n", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n"].join("");

/** 3.2 MB, of which a layer that is stored compressed still has half. */
const LARGE = Array.from({ length: 50_000 }, (_, index) =>
  createHash("sha256").update(String(index)).digest("hex"),
).join("");

interface Place {
  readonly workspace: Workspace;
  readonly engine: TestEngine;
}

function run({ workspace, engine }: Place, args: readonly string[]): Promise<Ended> {
  return lumogate(args, workspace.around(engine.env));
}

async function judged(
  place: Place,
  args: readonly string[],
): Promise<{ code: number | null; report: Report }> {
  const { code, stdout, stderr } = await run(place, ["check", ...args, "--output", "json"]);
  expect(stdout, stderr).not.toContain("t0p-s3cret");
  const report = JSON.parse(stdout) as Report;
  expect(report.error).toBeUndefined();
  return { code, report };
}

function subjectsByRule({ findings }: Report): Record<string, string[]> {
  const rules = new Map<string, string[]>();
  for (const { rule, subject = "" } of findings)
    rules.set(rule, [...(rules.get(rule) ?? []), subject].toSorted());
  return Object.fromEntries(rules);
}

describeEngine("rules about how an image is configured, on real images", (engine) => {
  let workspace: Workspace;
  let server: Server;
  const place = (): Place => ({ workspace, engine });

  beforeAll(async () => {
    workspace = await makeWorkspace();
    server = createServer((_request, response) => response.end("from the network\n"));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    await workspace.write("lumogate.yaml", CONFIG);
    await workspace.write("bad/Dockerfile", BAD(`http://127.0.0.1:${port}`));
    await workspace.write("good/Dockerfile", GOOD);
    for (const context of ["bad", "good"]) {
      await workspace.write(`${context}/passwd`, "root:x:0:0::/:\ntoor:x:0:0::/:\napp:x:1000:1000::/:\n");
      await workspace.write(`${context}/tool`, "tool\n");
    }
    await workspace.write("bad/id_rsa", KEY);
    // COPY --chmod of an old BuildKit leaves the bit out.
    await workspace.write("bad/as-root", "tool\n");
    await chmod(path.join(workspace.directory, "bad/as-root"), 0o4755);
    await workspace.write("bad/large", LARGE);
  });

  afterAll(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await workspace.remove();
  });

  it("are all broken by an image that breaks them, each with what it is about", async () => {
    const { code, report } = await judged(place(), ["--build", "bad", "--build-network", "host"]);
    expect(subjectsByRule(report)).toEqual(BROKEN);
    expect(code).toBe(1);
  });

  it("are all kept by an image that keeps them", async () => {
    const { code, report } = await judged(place(), ["--build", "good"]);
    expect(report.findings).toEqual([]);
    expect(code).toBe(0);
  });

  it("show no secret's value in an inventory", async () => {
    const { code, stdout } = await run(place(), ["inspect", "--build", "bad", "--output", "json"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("t0p-s3cret");
    expect(stdout).toContain("DB_PASSWORD=[secret:password]");
  });
});

/** Environment and steps as the official images have them, over a Debian. */
const USUAL = (base: string): string => `
FROM ${base}
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
ENV PYTHON_VERSION=3.12.4 PYTHON_SHA256=f6d419a6d8743ab26700801b4908d26d97e8b986e14f95de31b32de2b0e79554
ENV NODE_VERSION=22.5.1 YARN_VERSION=1.22.22 NGINX_VERSION=1.27.0 NJS_VERSION=0.8.4 PKG_RELEASE=2~bookworm
ENV GOSU_VERSION=1.17 PG_MAJOR=16 PGDATA=/var/lib/postgresql/data POSTGRES_PASSWORD_FILE=/run/secrets/postgres
LABEL maintainer="NGINX Docker Maintainers <docker-maint@nginx.com>"
RUN set -eux; export GNUPGHOME="$(mktemp -d)"; PASSWORD="\${PASSWORD:-}"; rm -rf "$GNUPGHOME"
RUN groupadd --system app && useradd --system --gid app app
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
`;

describeEngine(
  "the recommended rules, on a real Debian that is set up as official images are",
  (engine) => {
    const base = engine.tag("quiet-base");
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await workspace.write("root/Dockerfile", USUAL(base));
      await workspace.write("app/Dockerfile", `${USUAL(base)}USER app\n`);
      await engine.docker(["import", "-", base], await buffer(createReadStream(await debianRootfs())));
    });

    afterAll(() => workspace.remove());

    it("say nothing", async () => {
      const { code, report } = await judged({ workspace, engine }, [
        "--build",
        "app",
        "--build-network",
        "host",
      ]);
      expect(report.findings).toEqual([]);
      expect(code).toBe(0);
    });

    it("say only that it runs as root where it does, and pass", async () => {
      const { code, report } = await judged({ workspace, engine }, [
        "--build",
        "root",
        "--build-network",
        "host",
      ]);
      expect(subjectsByRule(report)).toEqual({ "user.root": ["root"] });
      expect(code).toBe(0);
    });
  },
  debianIsAbsent,
);

describeEngine(
  "the recommended rules, on a real Alpine 3.11",
  (engine) => {
    const image = engine.tag("quiet-alpine");
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await loadAlpine(engine, image);
    });

    afterAll(() => workspace.remove());

    it("say only that it runs as root, and that nobody supports it any more", async () => {
      const { code, report } = await judged({ workspace, engine }, [`docker:${image}`]);
      expect(subjectsByRule(report)).toEqual({ "os.end_of_life": ["alpine@3.11.5"], "user.root": ["root"] });
      expect(code).toBe(1);
    });
  },
  alpineIsAbsent,
);
