import { type FileHandle, open } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { LIMITS } from "../limits.ts";
import { LumogateError, systemReason } from "../model/error.ts";
import type { ImageFiles, OpenImage } from "../model/image.ts";
import { INVENTORY_SCHEMA, type Inventory } from "../model/inventory.ts";
import { validate } from "../validate.ts";
import { encodingOf } from "../sbom/read/json-document.ts";
import type { FoundImage, SourceContext } from "./source.ts";
import { NoRegularFile, storedFile } from "./stored-file.ts";

/** Which document, and what it is called in messages. */
export type DocumentKind = keyof typeof WORDS;

const WORDS = { sbom: "SBOM", inventory: "inventory" } as const;

type Open = (path: string, bytes: Uint8Array, context: SourceContext) => Promise<OpenImage>;

/** A document that says what is in an image. It is found before anything else is done, so that a wrong path is told at once. */
export async function findDocument(
  path: string,
  context: SourceContext,
  kind: DocumentKind,
  openDocument: Open,
): Promise<readonly FoundImage[]> {
  const { platform } = context;
  if (platform !== undefined && platform !== "all") {
    throw new LumogateError("image.platform", `${path} is of one image, whatever its platform is.`, {
      hint: "Leave out --platform, and see that the document is of the right image.",
    });
  }
  await openFile(path, kind);
  return [
    {
      name: path,
      open: async () => openDocument(path, await buffer((await openFile(path, kind)).open()), context),
    },
  ];
}

type StoredFile = Awaited<ReturnType<typeof storedFile>>;

async function openFile(path: string, kind: DocumentKind): Promise<StoredFile> {
  try {
    const file = await storedFile(path, "follow");
    if (file.size <= LIMITS.sbomBytes) return file;
  } catch (cause) {
    const reason = cause instanceof NoRegularFile ? cause.message : systemReason(cause);
    throw new LumogateError(`${kind}.unreadable`, `${path} cannot be read: ${reason}.`, {
      hint: `Name a file that holds an ${WORDS[kind]}.`,
      cause,
    });
  }
  throw new LumogateError(
    `${kind}.limit`,
    `${path} is larger than ${LIMITS.sbomBytes} bytes (limit sbomBytes), which no ${WORDS[kind]} comes near.`,
    { hint: "Leave files out where it was made: what is judged are packages." },
  );
}

/** Enough to tell what a document is. */
const END_BYTES = 4096;

/**
 * @returns the first and the last characters of a file, since some tools write what a document is behind all else; nothing
 *   where there is no file that can be read
 */
export async function documentEnds(path: string): Promise<string> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const first = await readAt(file, 0);
    if (size <= END_BYTES) return decodeEnd(first, first);
    // In step with the units of UTF-16.
    const last = await readAt(file, size - END_BYTES - (size % 2));
    return `${decodeEnd(first, first)}\n${decodeEnd(last, first)}`;
  } catch {
    return "";
  }
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const { bytesRead, buffer: bytes } = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, position);
  return bytes.subarray(0, bytesRead);
}

/** Only to look at: what does not decode is told when it is read. */
function decodeEnd(bytes: Buffer, first: Buffer): string {
  return new TextDecoder(encodingOf(first)).decode(bytes);
}

/**
 * An image of which there is nothing but what a document says.
 *
 * @throws LumogateError `sbom.malformed` or `inventory.malformed` where that is no inventory, `sbom.limit` or `inventory.limit`
 */
export async function recordedImage(
  kind: DocumentKind,
  path: string,
  document: Omit<Inventory, "schema">,
): Promise<OpenImage> {
  const problems = await validate("inventory", { schema: INVENTORY_SCHEMA, ...document });
  const [first] = problems;
  if (first !== undefined) {
    throw damagedDocument(
      kind,
      path,
      `at ${first.instancePath || "its top"} it ${first.message ?? "is wrong"}`,
    );
  }
  if (document.packages.length > LIMITS.packages) {
    throw new LumogateError(
      `${kind}.limit`,
      `${path} lists ${document.packages.length} packages, more than ${LIMITS.packages} (limit packages).`,
      { hint: "No honest image comes near this limit. Look at how the document was made." },
    );
  }
  const { image, config, layers, gaps, ...recorded } = document;
  return { identity: image, config, layers, gaps, files: NO_FILES, recorded, close: () => Promise.resolve() };
}

export function damagedDocument(
  kind: DocumentKind,
  path: string,
  clause: string,
  cause?: unknown,
): LumogateError {
  return new LumogateError(`${kind}.malformed`, `${path} is no ${WORDS[kind]} that can be read: ${clause}.`, {
    hint: HINTS[kind],
    ...(cause === undefined ? {} : { cause }),
  });
}

const HINTS = {
  sbom: "Write it as CycloneDX JSON 1.2 to 1.7, SPDX 2.2 or 2.3 (JSON or tag-value), SPDX 3.0 JSON-LD, or Syft's JSON.",
  inventory: "Name what lumogate inspect --output json=FILE wrote, of this version of lumogate.",
} as const;

const NO_FILES: ImageFiles = {
  stat: () => Promise.resolve("absent"),
  readFile: () => Promise.resolve({ kind: "absent" }),
  readDirectory: () => Promise.resolve({ kind: "absent" }),
};
