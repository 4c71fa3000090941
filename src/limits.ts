import { FILE_LIMITS } from "./file-limits.ts";

/**
 * Every bound that lumogate sets itself, with its reason. A bound that is reached is an error or a gap that names
 * it, never a shorter answer. Sizes in bytes, times in milliseconds.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  ...FILE_LIMITS,
  /** A package database: rpm's of a desktop comes near 200 MiB; more is an attack on memory. */
  fileBytes: 256 * MIB,
  /** os-release and its kind are a page of text. */
  osReleaseBytes: 64 * KIB,
  /** All files of one directory that a cataloger reads (`status.d`). */
  directoryBytes: 64 * MIB,
  /** Entries of such a directory: dpkg's `info` has six files for each package. */
  directoryEntries: 50_000,
  /** Gaps of one kind by one reader, before the rest is only counted. */
  gapsPerKind: 100,
  /** Links followed to reach one file; Linux's own limit (path_resolution(7)). */
  symlinks: 40,
  /** Directories held open at once on the way to one file of a folder: a process may open 1,024 files. */
  openDirectories: 128,
  /** One path, Linux's PATH_MAX. */
  pathBytes: 4096,
  /** An SBOM or an inventory that is judged: Syft's of a large image with all its files has 100 MiB. */
  sbomBytes: 192 * MIB,
  /** Lists and objects within each other, in JSON of others: documents come to 20, and each level takes 50 bytes while it is read. */
  jsonDepth: 250_000,
  /** Packages in one image; the largest desktop images hold 10,000. */
  packages: 200_000,
  /** Places of all packages together: node_modules has many packages twenty times. */
  locations: 500_000,
  /** Records of packages that are read a second time, under another name: as many as the largest node_modules have; 20 s through an engine. */
  linkedRecords: 5_000,
  /** Programs of which nothing is known, named in one sentence. */
  namedPrograms: 5,
  /** VOLUMEs in one image: each becomes a mount of the container that is created. */
  volumes: 64,
  /** Mounts of one container: engines set no bound, orchestrators add a dozen. */
  containerMounts: 1024,
  /** What is read to tell whose files are whose, all together: the lists of 3,000 packages have 30 MiB, a database of rpm 50. */
  listBytes: 256 * MIB,
  /** Certificates that a system trusts, all together: its authorities twice, by themselves and as a list, take 1 MiB. */
  trustBytes: 16 * MIB,
  /** Paths that packages of the system say are theirs, each 100 bytes of memory: as many as an image can have entries. */
  ownedPaths: 1_000_000,
  /** Files that matter to policies: of an application that somebody made writable for all, each. More is 15 MB of inventory. */
  notableFiles: 100_000,
  /** Libraries that /etc/ld.so.preload names: one or two where there is any. */
  preloadedLibraries: 1_000,
  /** Layers and history entries; engines stop at 127 layers. */
  historyEntries: 1024,
  /** All labels of an image: a page or two is usual, and the rules are handed all of them. */
  labelBytes: 1 * MIB,
  /** Secrets that are listed of an image: the first would do to deny it, and each may become a finding. */
  exposedSecrets: 1000,
  /** Package databases that are parsed to tell which layer brought what: 127 layers that each rewrite the largest; 20 s. */
  originsBytes: 1536 * MIB,
  /** Build instructions beside packages, all together: an image of 10,000 packages has 3 MiB of them. */
  originsTextChars: 32 * MIB,
  /** A build instruction beside a finding: a line or two; the layers have all of it. */
  instructionChars: 160,
  /** Places of one kind of damage that are named in one database, before the rest is only counted. */
  problemsPerKind: 10,
  /** An answer of the engine that is JSON: inspect, history, create. */
  engineJsonBytes: 16 * MIB,
  /** A call to the engine that only asks; a pull or a build has no bound of ours. */
  engineCallMs: 60_000,
  /** What an engine says about a call that it refuses. */
  engineRefusalBytes: 64 * KIB,
  /** One line of what an engine streams while it works: BuildKit puts 1 MiB of a step's output into one, as base64. */
  engineLineBytes: 4 * MIB,
  /** A message of an engine's content store, which sends blobs in pieces of 1 MiB; gRPC's own bound. */
  grpcMessageBytes: 4 * MIB,
  /** docker's config.json, a context's meta.json, a credential file. */
  dockerConfigBytes: 1 * MIB,
  /** A credential helper: some ask a person or a cloud. Docker itself sets no bound. */
  credentialHelperMs: 30_000,
  credentialHelperBytes: 64 * KIB,
  /** A connection to a registry, TLS and all. */
  registryConnectMs: 15_000,
  /** From a request to the head of its answer: a registry that mirrors another asks that first. */
  registryHeadersMs: 60_000,
  /** Between two pieces of a body. */
  registryIdleMs: 30_000,
  /** A manifest, a config or a token, from the request to its last byte. */
  registryDocumentMs: 120_000,
  /** What a layer may take: the time above, and its size at this rate, 256 kbit/s; slower is a trickle to keep us waiting. */
  registryBytesPerSecond: 32 * KIB,
  /** How often a request is made, the first time counted in, or a layer's download resumed. */
  registryAttempts: 4,
  /**
   * The first wait before another attempt; each further one is twice as long, together 1 s. That helps over a connection that
   * broke off; a registry that is down for longer may say for how long.
   */
  registryBackoffMs: 150,
  /** The longest Retry-After that is waited for; after a longer one the run had better come back itself. */
  registryRetryAfterMs: 60_000,
  /** On the way to one answer: the usual one leads to a storage, and that to its copy nearby. */
  registryRedirects: 5,
  /** A token and what comes with it; what a registry says with a refusal. */
  registryAnswerBytes: 64 * KIB,
  /** Signatures and attestations of one image, and what refers to it in its registry: one for each night of half a year. */
  attachments: 200,
  /** One of them: an attested SBOM of a large image takes 20 MiB; what is larger counts as not verified. */
  attachmentBytes: 32 * MIB,
  /** All of them together, since all are read. */
  attachmentsBytes: 128 * MIB,
  /** A text of an attestation that is kept: a builder's URL with a workflow and a branch in it has 200. */
  factChars: 1_000,
  /** A public key, or a list of trusted authorities and logs, that lumogate.yaml names: a page or two. */
  trustFileBytes: 1 * MIB,
  /** A file with certificates: all authorities of a system take 250 KiB. */
  certificateBytes: 4 * MIB,
  /** Containers at a time through which an image is read as of its layers: more gain nothing, and all must go at the end. */
  poolContainers: 4,
  /**
   * A container whose owner cannot be looked at (another machine's, another process namespace's) is a leftover when
   * it is that old: a container lives for seconds, a job for hours.
   */
  leftoverMs: 24 * 60 * 60 * 1000,
  /** A Dockerfile, a .dockerignore. */
  dockerfileBytes: 1 * MIB,
  /** A build's secret: BuildKit takes no larger one. */
  buildSecretBytes: 500 * KIB,
  /** One line of what a build prints, before it is cut with a mark: a RUN can print anything. */
  buildLineChars: 2_000,
  /** The last lines of the step that failed, kept for the error. */
  buildTailLines: 20,
  /** PAX and GNU long-name headers in a tar. */
  tarHeaderBytes: 64 * KIB,
  /**
   * Entries of a tar, and of all layers of an image together: the widest have a few 100,000, and each takes 100 bytes of
   * memory or more. Frames of a zstd stream, too.
   */
  tarEntries: 1_000_000,
  /** Directories that no entry of a layer is about, but only a path: tools write an entry for most of theirs. */
  impliedDirectories: 100_000,
  /** Directories within directories, in one path: the deepest trees of node_modules come to 60. */
  directoryDepth: 256,
  /**
   * Entries of directories copied while layers are laid over each other: each state of the tree has its own list of a
   * directory that changed, 46 bytes an entry. A hundred apt-get steps in a desktop image copy 7 million; more is an attack on memory.
   */
  mergedEntries: 8_000_000,
  /** One layer or archive without its compression; at 400 MB/s that is ten minutes of work. */
  uncompressedBytes: 256 * 1024 * MIB,
  /** What a compressed stream may unpack to however short it is: a file of zeros, 1.5 s of work. */
  swellingBytes: 1024 * MIB,
  /** What it may unpack to beyond that, for each byte read. Programs and texts come to 2 to 10, logs to 50. */
  swellingRatio: 200,
  /** What a zstd stream may want kept of what it unpacked; zstd itself takes no more unless told (`--long=27`). */
  zstdWindowBytes: 128 * MIB,
  /** The same where several layers are read at a time; one that wants more waits. zstd's usual levels want 8 MiB at most. */
  sharedWindowBytes: 16 * MIB,
  /**
   * Contents of files kept while layers are read, all layers of an image together: the largest database, and the lists of
   * files of 3,000 packages. What is not kept is read later.
   */
  capturedBytes: 288 * MIB,
  /** A file that is looked into is held in memory up to this size, and beyond it in a temporary file. */
  contentBytes: 16 * MIB,
  /** Such a temporary file, of which there is one at a time: libraries for graphics cards come to 2 GiB. */
  spooledBytes: 4096 * MIB,
  /** All that is kept of what was found in files, all layers of an image together: 300 bytes for each of 200,000 packages. */
  extractBytes: 64 * MIB,
  /** A manifest or an image's config; registries refuse manifests over 4 MiB. */
  manifestBytes: 4 * MIB,
  /** Manifests in an index and in the indexes within it; the widest images are for 20 platforms, each with an attestation. */
  indexManifests: 1_000,
  /** Indexes within indexes; a layout of images for several platforms has two. */
  indexDepth: 4,
  /** Everything in an archive that may be a manifest or a config, together. */
  manifestsBytes: 64 * MIB,
  /** lumogate.yaml. */
  configBytes: 1 * MIB,
  /** A file of `--data`: 100,000 names are 3 MiB, and the rules are handed all of it. */
  dataBytes: 16 * MIB,
  /** A document for `policy eval`: the plan of a large estate is some 10 MiB. */
  documentBytes: 64 * MIB,
  /** Lists and objects within each other in data for rules: nobody finds his way in ten. */
  dataDepth: 100,
  /** All .rego and data files of a policy together. */
  policyBytes: 16 * MIB,
  policyFiles: 2_000,
  /** Entries looked at in search of .rego files; more is a whole disk, named by mistake. */
  policyEntries: 100_000,
  /** Compiled policies kept in the cache: a policy for each of several projects, and some history; 10 MB. */
  cachedPolicies: 32,
  /** Beside the count, for policies that are large. */
  cachedPoliciesBytes: 256 * MIB,
  /** One of them: WebAssembly takes about as much as the sources, and 140 KB. */
  cachedPolicyBytes: 64 * MIB,
  /** Layers kept in the cache: an image has 10 to 60 of its own, and to look over the folder takes 20 ms per 1,000. */
  cachedLayers: 4_000,
  /** Beside the count, for layers of many files: what a cache may take of a disk without being asked. */
  cachedLayersBytes: 512 * MIB,
  /** One of them: all contents that are kept, what was found in files, and 30 bytes for each of a million files. */
  cachedLayerBytes: 384 * MIB,
  /** What was not written to a cache's end within this time has lost its writer: a write takes milliseconds. */
  cacheWriteMs: 10 * 60 * 1000,
  /** The Rego compiler, from start to answer. A small policy takes 1 to 2 s cold. */
  compileMs: 60_000,
  /** One test of a policy. OPA gives each 5 s, and runs them natively: WebAssembly is several times slower. */
  policyTestMs: 20_000,
  /** All rules over one inventory. 10,000 packages take 0.25 s. */
  evaluateMs: 10_000,
  /** WebAssembly memory of the evaluation. */
  evaluateBytes: 1024 * MIB,
  /** JavaScript heap of the evaluation: where its results are read. */
  evaluateHeapBytes: 512 * MIB,
  /** Digits of a number that a built-in function computes with, exponents written out: time grows with their square. */
  builtinDigits: 20_000,
  /** Items of a list or set that one call of a built-in function may make of a few characters: 1.0.0.0/8 has 16 million. */
  builtinItems: 1_000_000,
  /** Findings that one rule may return before it is taken for broken. */
  findingsPerRule: 10_000,
  /** What a finding says under names of the rule's own, as JSON; what is larger is left out, with a note. */
  findingDetailChars: 8 * KIB,
  /** Lists and objects within each other in it. */
  findingDetailDepth: 16,
  /** All of it together, of the findings on one image: they stand in the report twice. */
  detailChars: 4 * MIB,
  /** Days ahead that a waiver may end, where the configuration says nothing: a year, then somebody has to look again. */
  waiverDays: 365,
  /** Days ahead that a waiver proposes of itself: a quarter, or less where the configuration allows less. */
  waiverProposalDays: 90,
  /** Days before its end on which a waiver begins to be told of: time enough to mend what it is about. */
  waiverEndingDays: 30,
  /** A message of a finding, in characters, before it is cut with a mark. */
  messageChars: 4_000,
  /** GitHub keeps 10 annotations of a type in a step. */
  annotationsPerType: 10,
  /** The runner cuts an annotation's message here, without a mark. UTF-16 units, as it counts. */
  annotationChars: 4_096,
  /** One value in a view that has the whole of it elsewhere: a label in the table, a message in the summary. */
  viewChars: 500,
  /** GitHub drops a step summary over 1 MiB, silently just below it; leave room. */
  summaryBytes: 900 * KIB,
  /** Clean-up after a signal: the runner kills 7.5 s after SIGINT. */
  cleanUpMs: 5_000,
} as const;
