import type { ContentCataloger } from "../cataloger.ts";
import { pythonPackage } from "./python.ts";
import { pythonPlace } from "./python-place.ts";
import { zippedPackages } from "./zipped-records.ts";

/**
 * Eggs that easy_install and `setup.py install` left as one file: a zip that Python imports from. Wheels are zips too, but
 * they are what packages are installed from, and nothing looks into one that lies about.
 */
export const pythonEgg = {
  name: "python-egg",
  globs: ["**/*.egg"],
  inspect: ({ path, content }) =>
    zippedPackages(
      content,
      (name) => name === RECORD,
      (_, bytes) => {
        const place = pythonPlace(`${path}/${RECORD}`);
        return place === undefined ? { packages: [], problems: [] } : pythonPackage(bytes, place);
      },
    ),
} satisfies ContentCataloger;

/** setuptools, "The Internal Structure of Python Eggs". */
const RECORD = "EGG-INFO/PKG-INFO";
