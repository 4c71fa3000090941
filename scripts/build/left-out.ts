import type { Plugin } from "rolldown";

/**
 * Modules that dockerode and docker-modem require at their top, and that lumogate never uses: each has its better part in
 * `src/engine`. Together they take longer to load than an image takes to read.
 */
const LEFT_OUT: Record<string, string> = {
  "/docker-modem/lib/ssh.js": "it accepts any host's key; src/engine/ssh.ts asks ssh(1)",
  "/dockerode/lib/session.js":
    "it gives one credential to any registry; src/engine/build/session.ts asks for whom",
  "/dockerode/lib/buildkit.js":
    "it reads .proto files; src/engine/build/messages.ts has the messages in code",
  "/tar-fs/index.js":
    "it packs what a .dockerignore leaves out; src/engine/build/context.ts packs as docker does",
};

/** Puts a function that throws in the place of the modules above. */
export function leftOut(): Plugin {
  const met = new Set<string>();
  return {
    name: "left-out",
    load(id) {
      const suffix = Object.keys(LEFT_OUT).find((each) => id.replaceAll("\\", "/").endsWith(each));
      if (suffix === undefined) return null;
      met.add(suffix);
      const reason = JSON.stringify(`${suffix} is left out of lumogate: ${LEFT_OUT[suffix]}`);
      return { moduleType: "js", code: `module.exports = () => { throw new Error(${reason}); };` };
    },
    buildEnd() {
      const gone = Object.keys(LEFT_OUT).filter((suffix) => !met.has(suffix));
      if (gone.length > 0) this.error(`Nobody requires ${gone.join(", ")} any more: look at LEFT_OUT again.`);
    },
  };
}
