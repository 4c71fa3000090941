import {
  type Cataloger,
  type DatabaseContent,
  type ParsedPackage,
  VALUE_PROBLEMS,
} from "../../catalogers/cataloger.ts";
import { LIMITS } from "../../limits.ts";
import type { ImageFiles } from "../../model/image.ts";
import type { PackageType } from "../../model/package-types.ts";
import { parseDatabase, readDatabases, saysTheSame } from "../databases.ts";
import { parseRecords, type Records } from "./records.ts";

/** The package databases as of one layer. */
export interface DatabaseState {
  /** Whether a package is recorded, by its `packageKey`. */
  readonly hasPackage: (key: string) => boolean;
  /** Whether the file that lies at that path in the whole image has been as it is since this layer, at least. */
  readonly hasContentOf: (path: string) => boolean;
  /** By the type of the packages that may have got lost: where, and why. */
  readonly damage: ReadonlyMap<PackageType, Damage>;
  /** The types of which there is something that could not even be compared. */
  readonly unreadable: ReadonlySet<PackageType>;
}

export interface Damage {
  readonly path: string;
  /** A sentence. */
  readonly reason: string;
}

/** What makes a package the same in two states: its status and its description may change. */
export function packageKey(
  type: PackageType,
  { name, epoch, version, arch }: Pick<ParsedPackage, "name" | "epoch" | "version" | "arch">,
): string {
  return [type, name, epoch, version, arch].join("\n");
}

/** What a file says: one object for as long as it says the same. */
interface Content extends DatabaseContent {
  readonly keys: readonly string[];
  /** Left out where it was parsed as a whole. */
  readonly records?: Records | undefined;
  readonly damage?: Damage;
}

/** Contents by cataloger and path, links not followed: a database that moves behind a link is still the same one. */
type Contents = ReadonlyMap<string, Content>;

/**
 * Reads the package databases of an image's states, the whole image first and then downwards. States share most of their
 * files, so what is the same as in the state above is not parsed again.
 */
export class DatabaseStates {
  readonly #catalogers: readonly Cataloger[];
  /** The whole image's, once that has been read. */
  #present: Contents | undefined;
  #above: Contents = new Map();
  #recorded: ReadonlySet<string> = new Set();
  #parsedBytes = 0;

  constructor(catalogers: readonly Cataloger[]) {
    this.#catalogers = catalogers;
  }

  async descend(files: ImageFiles): Promise<DatabaseState> {
    const contents = new Map<string, Content>();
    const damage = new Map<PackageType, Damage>();
    const unread = new Set<PackageType>();
    const read = await Promise.all(
      this.#catalogers.map(async (cataloger) => ({ cataloger, ...(await readDatabases(cataloger, files)) })),
    );
    for (const { cataloger, databases, unreadable } of read) {
      const { name, type } = cataloger;
      const found = databases.flatMap((database) => database.contents);
      for (const file of found) {
        const places = file.askedAs.map((path) => `${name} ${path}`);
        const above = places.flatMap((place) => this.#above.get(place) ?? []);
        const unchanged = above.find((content) => saysTheSame(content, file));
        const content = unchanged ?? this.#parse(cataloger, file, above[0]?.records);
        for (const place of places) contents.set(place, content);
        if (content.damage !== undefined) damage.set(type, content.damage);
      }
      for (const one of unreadable) {
        damage.set(type, one);
        unread.add(type);
      }
    }
    if (!isSame(contents, this.#above)) this.#recorded = keysOf(contents);
    this.#above = contents;
    this.#present ??= contents;
    const [recorded, present] = [this.#recorded, this.#present];
    const kept = new Set(
      [...present].flatMap(([place, content]) => (contents.get(place) === content ? [content.path] : [])),
    );
    return {
      damage,
      unreadable: unread,
      hasPackage: (key) => recorded.has(key),
      hasContentOf: (path) => kept.has(path),
    };
  }

  #parse(cataloger: Cataloger, file: DatabaseContent, known: Records | undefined): Content {
    const { path, companions = [] } = file;
    this.#parsedBytes += [file, ...companions].reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (this.#parsedBytes > LIMITS.originsBytes) {
      const reason = `It and the databases of the layers above have more than ${LIMITS.originsBytes} bytes (limit originsBytes).`;
      return { ...file, keys: [], damage: { path, reason } };
    }
    const keyOf = (found: ParsedPackage): string => packageKey(cataloger.type, found);
    const records = parseRecords(cataloger, file, known, keyOf);
    if (records !== undefined) {
      const keys = records.all.flatMap((record) => record.keys);
      return { ...file, keys, records };
    }
    const { packages, problems } = parseDatabase(cataloger, file);
    const problem = problems.find(({ code }) => !VALUE_PROBLEMS.has(code));
    const damage = problem === undefined ? {} : { damage: { path, reason: problem.reason } };
    return { ...file, keys: packages.map(keyOf), ...damage };
  }
}

function isSame(one: Contents, other: Contents): boolean {
  return one.size === other.size && [...one].every(([place, content]) => other.get(place) === content);
}

function keysOf(contents: Contents): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const content of contents.values()) for (const key of content.keys) keys.add(key);
  return keys;
}
