import type { Inventory, Package } from "../model/inventory.ts";

/** Where packages are recorded: in a database, or in any file of the image. */
export class Places {
  readonly #databases: ReadonlySet<string>;

  constructor({ databases }: Inventory) {
    this.#databases = new Set(databases.map(({ path }) => path));
  }

  /** Whether a path is that of a database, or of a file directly in one that is a folder. */
  isDatabase(path: string): boolean {
    return this.#databases.has(path) || this.#databases.has(path.slice(0, path.lastIndexOf("/")));
  }

  /** Packages that stand in databases, without the other places where they are. */
  inDatabases(packages: readonly Package[]): Package[] {
    return packages
      .map((each) => ({ ...each, locations: each.locations.filter(({ path }) => this.isDatabase(path)) }))
      .filter(({ locations }) => locations.length > 0);
  }

  /** Whether a package stands in no database. */
  isInFiles({ locations }: Package): boolean {
    return locations.every(({ path }) => !this.isDatabase(path));
  }
}

/** The file of a location, which may go on within it: `app.jar!/lib/a.jar`. */
export function fileOf(location: string): string {
  const within = location.indexOf("!/");
  return within === -1 ? location : location.slice(0, within);
}
