import { describe, expect, it } from "vitest";
import { baseRepositories } from "../../../src/engine/build/bases.ts";

function bases(dockerfile: string, args: Record<string, string> = {}): string[] {
  return [...baseRepositories(dockerfile, new Map(Object.entries(args)))];
}

describe("the repositories of a Dockerfile's base images", () => {
  it("are those of FROM and of COPY --from, completed", () => {
    const dockerfile = [
      "from --platform=linux/amd64 debian:12 AS build",
      "FROM ghcr.io/acme/base@sha256:" + "a".repeat(64),
      "COPY --chown=0:0 --from=localhost:5000/tools /a /b",
      "RUN echo FROM nowhere",
    ];
    expect(bases(dockerfile.join("\r\n"))).toEqual([
      "docker.io/library/debian",
      "ghcr.io/acme/base",
      "localhost:5000/tools",
    ]);
  });

  it("are found through arguments, whose given value goes before the Dockerfile's own", () => {
    const dockerfile = 'ARG HOST="a.example"\nARG NAME=app\nFROM ${HOST}/$NAME:${TAG:-1}\n';
    expect(bases(dockerfile)).toEqual(["a.example/app"]);
    expect(bases(dockerfile, { HOST: "b.example" })).toEqual(["b.example/app"]);
  });

  it("leave out what only the build can know", () => {
    expect(bases("FROM $BASE\nFROM ${X}/y\n")).toEqual([]);
  });

  it("do not grow with arguments that double each other", () => {
    const lines = Array.from({ length: 60 }, (_, index) => `ARG A${index + 1}=$A${index}$A${index}`);
    expect(bases(["ARG A0=xx", ...lines, "FROM $A60"].join("\n"))).toEqual([]);
  });
});
