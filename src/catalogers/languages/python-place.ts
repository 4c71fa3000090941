import { isSample } from "./sample-folders.ts";

/** What the path of a record says about a Python package. */
export interface PythonPlace {
  /** As the folder's name has it, where `-` and `.` are often written `_`. */
  readonly name: string;
  readonly version?: string;
  /** True for a copy that another package carries for itself: `setuptools/_vendor/wheel-0.43.0.dist-info`. */
  readonly vendored: boolean;
  /** False where pip would not tell of it: test data, Python's own, what a removal left behind. */
  readonly isListed: boolean;
}

/** The folders that Python looks for packages in (site.py, and Debian's). */
const PACKAGE_FOLDERS = new Set(["site-packages", "dist-packages"]);

/** Python's own library, `lib/python3.12`, and what it keeps in there. */
const LIBRARY = /^python\d\.\d+t?$/;
const EXTENSIONS = "lib-dynload";

/** How packages call the folder for the packages that they carry, wherever they themselves lie. */
const VENDOR_FOLDERS = new Set(["_vendor", "_vendored", "_vendored_packages"]);

/** `NAME-VERSION`, and of an egg `-pyX.Y` and a platform after that (pkg_resources' EGG_NAME). */
const STEM = /^([^-]+)(?:-([^-]+))?/;

/**
 * Where Python looks for what a package says about itself (`importlib.metadata`, which takes either file in either folder):
 * `X.dist-info/METADATA`, `X.egg-info/PKG-INFO`, `X.egg/EGG-INFO/PKG-INFO`, or a file `X.egg-info`.
 *
 * @param path absolute
 */
export function pythonPlace(path: string): PythonPlace {
  const names = path.split("/").slice(1);
  const recordNames = isInfoFile(names) ? 1 : names.at(-2)?.toLowerCase() === "egg-info" ? 3 : 2;
  const folders = names.slice(0, -recordNames);
  const record = names.at(-recordNames) ?? "";
  const packageFolder = folders.findLastIndex((folder) => PACKAGE_FOLDERS.has(folder));
  const library = folders.findLastIndex((folder) => LIBRARY.test(folder));
  const home = Math.max(packageFolder, library);
  const isListed =
    // What pip left behind when it could not remove a package: it renames the folder first, and then ignores it.
    !record.startsWith("~") &&
    !(recordNames === 1 && isOfPython(folders)) &&
    !(home !== -1 && isSample(folders.slice(home + 1)));
  const vendored =
    (packageFolder !== -1 && packageFolder < folders.length - 1) ||
    folders.some((folder) => VENDOR_FOLDERS.has(folder));
  const [, name = "", version] = STEM.exec(record.slice(0, record.lastIndexOf("."))) ?? [];
  return { name, ...(version === undefined ? {} : { version }), vendored, isListed };
}

/**
 * Old Pythons record themselves, and parts of their library, as if they were packages: `python2.7/wsgiref.egg-info`. pip tells
 * of none of them.
 */
function isOfPython(folders: readonly string[]): boolean {
  const folder = folders.at(folders.at(-1) === EXTENSIONS ? -2 : -1);
  return folder !== undefined && LIBRARY.test(folder);
}

function isInfoFile(names: readonly string[]): boolean {
  return names.at(-1)?.toLowerCase().endsWith(".egg-info") ?? false;
}
