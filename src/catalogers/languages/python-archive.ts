import type { ContentCataloger } from "../cataloger.ts";
import { pythonPackage } from "./python.ts";
import { pythonPlace } from "./python-place.ts";
import { zippedPackages } from "./zipped-records.ts";

/**
 * Zips that Python imports packages from: eggs that easy_install and `setup.py install` left as one file, and programs as pex,
 * shiv and zipapp make them, with all that they need in one file or in a folder `.deps`. Any other wheel is what packages are
 * installed from: nothing imports from one that lies about.
 */
export const pythonArchive = {
  name: "python-archive",
  globs: ["**/*.{egg,pex,pyz}", "**/.deps/*.whl"],
  inspect: ({ path, content }) => {
    const record = path.toLowerCase().endsWith(".egg") ? EGG_RECORD : WHEEL_RECORD;
    return zippedPackages(
      content,
      (name) => record.test(name),
      (name, bytes) => {
        const place = pythonPlace(`${path}/${name}`);
        return place === undefined ? { packages: [], problems: [] } : pythonPackage(bytes, place);
      },
    );
  },
} satisfies ContentCataloger;

/** setuptools, "The Internal Structure of Python Eggs". */
const EGG_RECORD = /^EGG-INFO\/PKG-INFO$/;

/** In pex `.deps/X.whl/X.dist-info/METADATA`, in shiv `site-packages/X.dist-info/METADATA`, in others at the top. */
const WHEEL_RECORD = /^(?:.*\/)?[^/]+\.dist-info\/METADATA$/;
