/**
 * `node scan.ts TAR`: looks through a tar by its headers alone, as lumogate looks through an archive that is not
 * compressed, and tells how many entries it has. Nothing is verified.
 */
import { open } from "node:fs/promises";
import { fileBlob } from "../src/oci/file-blob.ts";
import { readTar } from "../src/oci/tar/tar.ts";

const [path = ""] = process.argv.slice(2);
await using file = await open(path);
const { size, mtimeMs } = await file.stat();
const tar = readTar(fileBlob({ file, size, mtimeMs }, path), path);
let entries = 0;
while ((await tar.next()).done !== true) entries += 1;
console.log(entries);
