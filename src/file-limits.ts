/**
 * The bounds of looking into files: what a cataloger may read of one, and how much may come of it. A part of `LIMITS`.
 * Sizes in bytes, times in milliseconds.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const FILE_LIMITS = {
  /** A file that a cataloger has as a whole: the largest records in use (composer's installed.json, an SBOM) have a few MiB. */
  recordBytes: 16 * MIB,
  /** What a cataloger may read of one file however small it is: a file's parts are read more than once. */
  inspectedBytes: 64 * MIB,
  /** What it may read beyond that, as a multiple of the file's size: the index of an archive, its members, a search for strings. */
  inspectedRatio: 8,
  /** All catalogers over one file: a program of 2 GB is searched through in 10 s. */
  inspectMs: 60_000,
  /** Packages in one file: an SBOM of a large image has 10,000. */
  filePackages: 20_000,
  /** Problems of one file; the first ones tell what is wrong. */
  fileProblems: 32,
  /** What is kept of one file: 20,000 packages with their licences. */
  factsBytes: 8 * MIB,
  /** A name, a version, a licence or a person in a package's record: the longest in use have 200 characters. */
  recordedChars: 1_000,
  /** Licences of one package; where more are named, they are not its own but those of everything in it. */
  recordedLicenses: 100,
  /** A reason of a cataloger's, which may quote the image. */
  reasonChars: 1_000,
  /** Members of one zip: the largest jars have 200,000. */
  zipEntries: 500_000,
  /** Archives within archives: a jar in a war in an ear makes three; each level of a hostile one costs a few reads. */
  archiveDepth: 16,
  /** Archives that have to be inflated to be looked into, those around one and itself together. */
  archiveBytes: 64 * MIB,
  /** A manifest, a pom.xml: the manifest of a large signed archive has 10 MiB. */
  archiveTextBytes: 16 * MIB,
  /** A text of an rpm's header that describes it, or a signature: licences of the longest have 2 KB, signatures 5. */
  rpmTextBytes: 64 * KIB,
  /** All such texts of one database, in characters: of 10,000 packages they have 3 million. Headers may share their bytes. */
  rpmTextChars: 64 * MIB,
  /** Strings or numbers in one list of an rpm's header: a kernel's sources are 100,000 files. */
  rpmListEntries: 1_000_000,
  /** Signatures of an rpm whose keys are told: one or two are usual, before and after a distribution has changed algorithms. */
  rpmSignatures: 100,
  /** Rows of any table that are looked at for packages when rpm's tables are damaged: rpm has one for each file; 2 s of work. */
  rpmSalvagedRows: 1_000_000,
  /** The first bytes of a program that are looked at: the header, and mostly the program headers as well. */
  executableHeadBytes: 4 * KIB,
  /** A table at the front of a program: sections, their names, load commands. A browser with 60,000 sections has 4 MiB. */
  executableTableBytes: 8 * MIB,
  /** Sections of a PE: what Windows' loader takes. */
  peSections: 96,
  /** Programs in one fat Mach-O file: as many as there are processors of Apple's. */
  fatPrograms: 16,
  /** A Go program's list of modules: Kubernetes, with 200, takes 20 KiB. */
  goBuildInfoBytes: 4 * MIB,
  /** A Rust program's list of crates, packed and unpacked: 1,000 take 200 KiB. */
  auditableBytes: 16 * MIB,
  /** The notes of one section: 200 bytes are usual. */
  packageNoteBytes: 64 * KIB,
  /** Of a program that is searched for its version: browsers and JavaScript engines take 200 MiB. */
  searchedBytes: 512 * MIB,
  /** Places in one program that look as if a version stood there: 100,000 take 0.4 s. */
  searchedPlaces: 100_000,
} as const;
