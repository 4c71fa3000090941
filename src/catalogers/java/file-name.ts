/** What the name of an archive tells. */
export interface FileName {
  /** Without the extension. */
  readonly stem: string;
  readonly name: string;
  readonly version?: string;
}

/**
 * Takes `spring-core-6.1.6.jar` apart, as repositories name their files: what comes behind the first hyphen that a digit follows is
 * the version, and Eclipse has an underscore there. A classifier stays with the version unless it is one of those that many
 * projects use; `guava-33.0-jre` has none.
 *
 * @param path of the archive; only its last part counts
 */
export function parseFileName(path: string): FileName {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  const stem = (dot > 0 ? base.slice(0, dot) : base).slice(0, LONGEST + 1);
  // Within a zip a name can have 65,535 characters, and nothing but hyphens and digits.
  const separator = stem.length > LONGEST ? undefined : versionStart(stem);
  if (separator === undefined) return { stem, name: stem };
  return {
    stem,
    name: stem.slice(0, separator),
    version: withoutClassifier(stem.slice(separator + 1).replace(/^v(?=\d)/, "")),
  };
}

/** As long as a name can be in Linux. */
const LONGEST = 255;

/** Where the hyphen or underscore before a version is: a digit follows, and it is no part of a name like `log4j-1.2-api`. */
function versionStart(stem: string): number | undefined {
  for (const { index } of stem.matchAll(/[-_]v?\d/g)) {
    const rest = stem.slice(index + 1);
    // `log4j-1.2-api-2.20.0`: another version comes behind a word. `kafka_2.13-3.6.1`: this one is Scala's.
    const isOfName = /^v?[\d.]+-[a-z][a-z0-9-]*?-\d+\./i.test(rest) || SCALA.test(stem.slice(index));
    if (index > 0 && !isOfName) return index;
  }
  return undefined;
}

/** What Scala's artifacts are called after: the version of the library that they were made for. */
const SCALA = /^_(?:2\.1[0-3]|3)(?:-\d|$)/;

const CLASSIFIER =
  /-(?:sources|javadoc|tests|test-sources|shaded|all|fat|uber|exec|boot|standalone|runner|with-dependencies|jar-with-dependencies|plain|(?:linux|osx|windows|mac)[-_.a-z0-9]*|natives-[-a-z0-9]*|no_aop|jakarta)$/;

function withoutClassifier(version: string): string {
  return version.replace(CLASSIFIER, "");
}
