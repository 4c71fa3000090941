import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Inventory, Layer } from "../../src/model/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { describeEngine } from "../support/engine.ts";
import { lumogate } from "../support/lumogate.ts";
import { debianIsAbsent, debianRootfs } from "../support/rootfs.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

vi.setConfig({ testTimeout: 300_000 });

/**
 * Steps over Debian's own packages, by dpkg and apt themselves. An older `hello` is Debian's with another version: its
 * mirror has one of each. Each RUN has a word of its own in it, to be found by.
 */
const DOCKERFILE = `
RUN : fetch && apt-get update && cd /tmp && apt-get download hello sl \\
 && dpkg-deb --raw-extract hello_*.deb older && sed -i 's/^Version: .*/Version: 0.1-1/' older/DEBIAN/control \\
 && dpkg-deb --build older older.deb
WORKDIR /srv
RUN : install-older && dpkg --install /tmp/older.deb
RUN : install-telnet && apt-get install --yes --no-install-recommends telnet
ENV NOTHING=installed
RUN : upgrade-hello && apt-get install --yes hello
RUN : install-sl && dpkg --unpack /tmp/sl_*.deb && apt-get install --yes --fix-broken
RUN : remove-sl && apt-get purge --yes sl
RUN : touch-database && touch /var/lib/dpkg/status && chown 1:1 /var/lib/dpkg/status
RUN : sl-again && apt-get install --yes sl
RUN : rewrite-database && cp /var/lib/dpkg/status /tmp/s && rm /var/lib/dpkg/status && cp /tmp/s /var/lib/dpkg/status
CMD ["hello"]
`;

/** The step that brought each package, by the word in its instruction. */
const EXPECTED = {
  hello: ": upgrade-hello",
  telnet: ": install-telnet",
  "inetutils-telnet": ": install-telnet",
  sl: ": sl-again",
  libncurses6: ": install-sl",
};

describeEngine(
  "an image of a real Debian, in which packages are installed, upgraded, removed and installed again",
  (engine) => {
    const base = engine.tag("debian");
    const built = engine.tag("origins");
    let workspace: Workspace;
    const around = (): Parameters<typeof lumogate>[1] => workspace.around(engine.env);

    async function inventoryOf(...target: readonly string[]): Promise<Inventory> {
      const { code, stdout, stderr } = await lumogate(["inspect", ...target, "--output", "json"], around());
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as Inventory;
    }

    /** What the base alone has, by its own dpkg. */
    async function baseNames(): Promise<ReadonlySet<string>> {
      const query = ["dpkg-query", "--show", "--showformat=${Package}\\n"];
      const output = await engine.docker(["run", "--rm", "--network", "none", base, ...query]);
      return new Set(output.split("\n").filter((name) => name !== ""));
    }

    async function expectOrigins({ packages, layers, gaps }: Inventory): Promise<void> {
      const stepOf = (word: string): Layer | undefined =>
        layers.find(({ createdBy }) => createdBy?.includes(word) === true);
      const origins = new Map(packages.map(({ name, introducedIn }) => [name, introducedIn]));
      for (const [name, word] of Object.entries(EXPECTED)) {
        const { index, createdBy } = stepOf(word) ?? {};
        expect([name, origins.get(name)]).toEqual([name, { layer: index, createdBy }]);
      }
      const known = await baseNames();
      const fromBottom = packages.filter(({ introducedIn }) => introducedIn?.layer === 0);
      expect(new Set(fromBottom.map(({ name }) => name))).toEqual(known);
      const database = stepOf(": sl-again")?.index;
      expect(new Set(packages.map(({ locations }) => locations[0]?.layer))).toEqual(new Set([database]));
      expect(gaps).toEqual([]);
    }

    beforeAll(async () => {
      workspace = await makeWorkspace();
      await workspace.write("context/Dockerfile", `FROM ${base}\n${DOCKERFILE}`);
      await engine.docker(["import", await debianRootfs(), base]);
      const { image } = await inventoryOf("--build", "context", "--build-network", "host");
      await engine.docker(["tag", image.id ?? "", built]);
    });

    afterAll(() => workspace.remove());

    it("has each package's step, and the instruction's text beside it", async () => {
      await expectOrigins(await inventoryOf(`docker:${built}`));
    });

    it("says the same of what docker save wrote of it", async () => {
      const saved = path.join(workspace.directory, "saved.tar");
      await engine.docker(["save", "--output", saved, built]);
      await expectOrigins(await inventoryOf(`docker-archive:${saved}`));
    });

    it("is told from its base, whose packages are the base's", async () => {
      const { image, packages } = await inventoryOf(`docker:${built}`, "--base", `docker:${base}`);
      expect(image.base).toMatchObject({ reference: `docker:${base}`, by: "user", layers: 1 });
      const own = packages.filter(({ fromBase }) => fromBase === false).map(({ name }) => name);
      expect(own).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
      const theirs = packages.filter(({ fromBase }) => fromBase === true).map(({ name }) => name);
      expect(new Set(theirs)).toEqual(await baseNames());
    });

    it("says in a finding which step to change", async () => {
      await workspace.write(
        "lumogate.yaml",
        "extends: none\nrules: { packages.banned: { packages: [telnet, sl] } }\n",
      );
      const { code, stdout } = await lumogate(["check", `docker:${built}`, "--output", "json"], around());
      expect(code).toBe(1);
      const { findings } = JSON.parse(stdout) as Report;
      expect(findings.map(({ location }) => location)).toEqual([
        expect.objectContaining({
          path: "/var/lib/dpkg/status",
          createdBy: expect.stringContaining(": sl-again"),
        }),
        expect.objectContaining({ createdBy: expect.stringContaining(": install-telnet") }),
      ]);
      const table = await lumogate(["check", `docker:${built}`], around());
      expect(table.stdout).toMatch(/^ brought by \| step \d+: .*: sl-again/m);
    });
  },
  debianIsAbsent,
);
