import { listZip } from "../../zip/list-zip.ts";
import { NOTHING, type ContentCataloger, type ContentFile, type ParsedFile } from "../cataloger.ts";
import { pythonPackage } from "./python.ts";
import { zippedPackages } from "./zipped-records.ts";

/**
 * Zips that Python imports packages from: eggs that easy_install and `setup.py install` left as one file, and programs as pex,
 * shiv and zipapp make them, with all that they need in one file or in a folder `.deps`. Any other wheel is what packages are
 * installed from: nothing imports from one that lies about.
 */
export const pythonArchive = {
  name: "python-archive",
  globs: ["**/*.{egg,pex,pyz}", "**/.deps/*.whl"],
  inspect: packagesIn,
} satisfies ContentCataloger;

/** Programs under other names: shiv, pex and zipapp write whatever name they are told, and mostly that has no dot. */
export const pythonArchiveByContent = {
  name: "python-archive-by-content",
  globs: ["**"],
  magics: [Buffer.from("PK\x03\x04", "latin1"), Buffer.from("#!", "latin1")],
  inspect: async (file) => {
    if (NAMED.test(file.path)) return NOTHING;
    // What Python runs of a zip (zipapp's documentation); a wheel has none.
    const listing = await listZip(file.content, (name) => name === "__main__.py");
    return listing === undefined || listing.entries.length === 0 ? NOTHING : packagesIn(file);
  },
} satisfies ContentCataloger;

const NAMED = /\.(?:egg|pex|pyz|whl)$/i;

function packagesIn({ path, content }: ContentFile): Promise<ParsedFile> {
  const record = path.toLowerCase().endsWith(".egg") ? EGG_RECORD : WHEEL_RECORD;
  return zippedPackages(
    content,
    (name) => record.test(name),
    (name, bytes) => pythonPackage(`${path}/${name}`, bytes),
  );
}

/** setuptools, "The Internal Structure of Python Eggs". */
const EGG_RECORD = /^EGG-INFO\/PKG-INFO$/;

/** In pex `.deps/X.whl/X.dist-info/METADATA`, in shiv `site-packages/X.dist-info/METADATA`, in others at the top. */
const WHEEL_RECORD = /^(?:.*\/)?[^/]+\.dist-info\/METADATA$/;
