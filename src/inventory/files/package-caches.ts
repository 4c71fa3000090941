import type { TreeEntry } from "../../model/image.ts";

/** What package managers leave behind when they have installed something. */
interface PackageCache {
  /** Whose: `apt`. */
  readonly detail: string;
  /** Folders, absolute; or the ends of their paths, `.npm/_cacache`, where each user or project may have one. */
  readonly folders: readonly string[];
  /** Files of these names are there in an empty cache as well. */
  readonly kept?: RegExp;
}

/** A new one is a row here. */
const PACKAGE_CACHES: readonly PackageCache[] = [
  { detail: "apt", folders: ["/var/cache/apt", "/var/lib/apt/lists"], kept: /^lock$/ },
  { detail: "apk", folders: ["/var/cache/apk", "/etc/apk/cache"] },
  { detail: "yum", folders: ["/var/cache/yum"], kept: /\.pid$/ },
  {
    detail: "dnf",
    folders: ["/var/cache/dnf", "/var/cache/libdnf5"],
    kept: /^(?:expired_repos\.json|tempfiles\.json|packages\.db|last_makecache|.*\.pid|.*\.lock)$/,
  },
  { detail: "tdnf", folders: ["/var/cache/tdnf"] },
  { detail: "zypper", folders: ["/var/cache/zypp"] },
  { detail: "pacman", folders: ["/var/cache/pacman/pkg", "/var/lib/pacman/sync"] },
  { detail: "portage", folders: ["/var/cache/distfiles", "/var/cache/binpkgs", "/var/db/repos/gentoo"] },
  { detail: "xbps", folders: ["/var/cache/xbps"] },
  { detail: "opkg", folders: ["/var/opkg-lists", "/var/lib/opkg/lists", "/var/cache/opkg"] },
  { detail: "pip", folders: [".cache/pip"] },
  { detail: "pipenv", folders: [".cache/pipenv"] },
  { detail: "poetry", folders: [".cache/pypoetry"] },
  { detail: "uv", folders: [".cache/uv"] },
  {
    detail: "conda",
    folders: [
      "conda/pkgs",
      "miniconda3/pkgs",
      "anaconda3/pkgs",
      "miniforge3/pkgs",
      "mambaforge/pkgs",
      "micromamba/pkgs",
    ],
  },
  { detail: "npm", folders: [".npm/_cacache"] },
  { detail: "yarn", folders: [".cache/yarn", ".yarn/berry/cache"] },
  { detail: "pnpm", folders: [".local/share/pnpm/store", ".pnpm-store", ".cache/pnpm"] },
  { detail: "bun", folders: [".bun/install/cache"] },
  { detail: "deno", folders: [".cache/deno"] },
  { detail: "go", folders: [".cache/go-build", "pkg/mod/cache"] },
  {
    detail: "cargo",
    folders: [".cargo/registry", ".cargo/git", "/usr/local/cargo/registry", "/usr/local/cargo/git"],
  },
  { detail: "maven", folders: [".m2/repository"] },
  { detail: "gradle", folders: [".gradle/caches"] },
  { detail: "ivy", folders: [".ivy2/cache"] },
  { detail: "coursier", folders: [".cache/coursier"] },
  {
    detail: "gem",
    folders: ["/usr/local/bundle/cache", ".bundle/cache", ".gem/specs", ".local/share/gem/specs"],
  },
  { detail: "composer", folders: [".composer/cache", ".cache/composer"] },
  {
    detail: "nuget",
    folders: [".nuget/packages", ".local/share/NuGet/v3-cache", ".local/share/NuGet/http-cache"],
  },
  { detail: "cpan", folders: [".cpan/sources", ".cpan/build", ".cpanm/work"] },
  { detail: "luarocks", folders: [".cache/luarocks"] },
  { detail: "hex", folders: [".hex/packages", ".cache/rebar3"] },
  { detail: "pub", folders: [".pub-cache/hosted"] },
  { detail: "homebrew", folders: [".cache/Homebrew"] },
];

interface Row {
  readonly folder: string;
  readonly cache: PackageCache;
}

/** By the folder's own name, since an image has 10,000 folders and few of these. */
const BY_NAME = new Map<string, Row[]>();
for (const cache of PACKAGE_CACHES) {
  for (const folder of cache.folders) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    BY_NAME.set(name, [...(BY_NAME.get(name) ?? []), { folder, cache }]);
  }
}

export interface FoundCache {
  readonly entry: TreeEntry;
  readonly detail: string;
  /** Bytes of all files in it. */
  size: number;
}

/**
 * Adds up what lies in caches, told entry by entry in the tree's order: what lies in a directory follows it without a break.
 * A cache within a cache is a part of it; one in which nothing is left is none.
 */
export class PackageCaches {
  readonly #found: FoundCache[] = [];
  #current: (FoundCache & { readonly below: string; readonly kept: RegExp | undefined }) | undefined;

  add(entry: TreeEntry): void {
    const current = this.#current;
    if (current !== undefined && entry.path.startsWith(current.below)) {
      if (entry.kind === "file" && !isKept(entry.path, current.kept)) current.size += entry.size;
      return;
    }
    this.#current = undefined;
    if (entry.kind !== "directory") return;
    const cache = cacheAt(entry.path);
    if (cache === undefined) return;
    this.#current = { entry, detail: cache.detail, size: 0, below: `${entry.path}/`, kept: cache.kept };
    this.#found.push(this.#current);
  }

  found(): readonly FoundCache[] {
    return this.#found.filter(({ size }) => size > 0);
  }
}

function cacheAt(path: string): PackageCache | undefined {
  const rows = BY_NAME.get(path.slice(path.lastIndexOf("/") + 1));
  const fits = ({ folder }: Row): boolean =>
    folder.startsWith("/") ? path === folder : path.endsWith(`/${folder}`);
  return rows?.find(fits)?.cache;
}

function isKept(path: string, kept: RegExp | undefined): boolean {
  return kept?.test(path.slice(path.lastIndexOf("/") + 1)) ?? false;
}
