/** A file that a policy may want to know of. One that is notable for two reasons is there twice. */
export interface NotableFile {
  readonly path: string;
  readonly kind: NotableKind;
  /** Permission bits in octal, four digits: `4755`. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  /** Bytes; of a cache directory, all that lies in it. */
  readonly size: number;
  /** More about it: capabilities as `cap_net_raw=ep`, the kind of credential, whose cache, a certificate's subject. */
  readonly detail?: string;
  /** Package URL of the system's package that it belongs to. */
  readonly ownedBy?: string;
}

/**
 * `unowned-executable`: a program that no package of the system brought, in an image that has such packages;
 * `ca-certificate`: an authority besides those of the system's packages; `preload`: a library that /etc/ld.so.preload puts into every
 * process.
 */
export type NotableKind =
  | "setuid"
  | "setgid"
  | "capabilities"
  | "world-writable"
  | "credential"
  | "package-cache"
  | "unowned-executable"
  | "ca-certificate"
  | "preload";
