import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { programs } from "../../../src/catalogers/binaries/programs.ts";
import { memoryContent } from "../../../src/model/content.ts";
import { installed } from "../../support/installed.ts";

/** A program with crates to run and crates to build with, as cargo auditable builds it, and what its own reader says. */
const CRATES = `
export CARGO_TARGET_DIR="$PWD/target"
cargo install --quiet --locked --root "$PWD/tools" cargo-auditable@0.7.7 rust-audit-info@0.5.4
export PATH="$PWD/tools/bin:$PATH"
mkdir -p app/src out
cd app
cat > Cargo.toml <<'END'
[package]
name = "app"
version = "0.3.1"
edition = "2021"

[dependencies]
itoa = "=1.0.9"
semver = "=1.0.20"

[build-dependencies]
autocfg = "=1.1.0"

[profile.release]
opt-level = 0

[workspace]
END
printf 'fn main() { autocfg::emit("some"); }\\n' > build.rs
printf 'fn main() { println!("{} {}", itoa::Buffer::new().format(1), semver::Version::new(1, 0, 0)); }\\n' > src/main.rs
cargo auditable build --quiet --release
cp ../target/release/app ../out/plain
cp ../out/plain ../out/stripped
strip ../out/stripped
cargo build --quiet
cp ../target/debug/app ../out/silent
cd ..
rust-audit-info out/plain > plain.json
rust-audit-info out/stripped > stripped.json
rm -r target tools
`;

const { folder, absent } = await installed(["cargo", "strip"], CRATES);

async function inspect(name: string) {
  const content = memoryContent(await readFile(path.join(folder, "out", name)));
  return programs.inspect({ path: "/app", mode: 0o755, content });
}

interface AuditInfo {
  readonly packages: readonly { readonly name: string; readonly version: string; readonly kind?: string }[];
}

describe.skipIf(absent !== "")(`what cargo auditable wrote into a program ${absent}`, () => {
  test.each(["plain", "stripped"])("is read as rust-audit-info reads it: %s", async (name) => {
    const info = JSON.parse(await readFile(path.join(folder, `${name}.json`), "utf8")) as AuditInfo;
    const expected = info.packages.filter(({ kind }) => kind !== "build");
    const { packages, problems } = await inspect(name);
    expect(problems).toEqual([]);
    expect(packages).toEqual(
      expected.map(({ name: crate, version }) => ({ type: "cargo", name: crate, version })),
    );
    expect(packages.map(({ name: crate, version }) => `${crate}@${version}`)).toEqual([
      "app@0.3.1",
      "itoa@1.0.9",
      "semver@1.0.20",
    ]);
    expect(info.packages.map(({ name: crate }) => crate)).toContain("autocfg");
  });

  test("is nothing where plain cargo built it", async () => {
    expect(await inspect("silent")).toEqual({ packages: [], problems: [] });
  });
});
