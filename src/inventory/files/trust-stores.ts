/** Where systems look for authorities. */
const STORES: readonly RegExp[] = [
  // Debian, Alpine: update-ca-certificates(8), of any depth.
  /^\/usr\/(?:local\/)?share\/ca-certificates\/(?:[^/]+\/)*[^/]+\.crt$/,
  // Red Hat, SUSE, Arch: update-ca-trust(8), update-ca-certificates(8), trust(1); as well as their anchors.
  /^\/(?:etc\/pki|usr\/share\/pki)\/(?:ca-trust-source|ca-trust\/source|trust)\/(?:anchors\/)?[^/]+$/,
  /^\/(?:etc|usr\/share)\/ca-certificates\/trust-source\/(?:anchors\/)?[^/]+$/,
  // OpenSSL's own folder, by names or their hashes.
  /^\/etc\/ssl\/certs\/[^/]+\.(?:pem|crt|cer|[0-9]+)$/,
];
/** What each of their paths has. */
const MARK = /\/(?:ca-certificates|pki|ssl)\//;

/** Lists of all authorities, made of the files above; java's is of another format, and made of this one. */
const BUNDLE = /\/(?:ca-certificates\.crt|ca-bundle\.(?:pem|crt))$/;

/** Whether a file is one that the system takes authorities from, by its absolute path. */
export function isTrusted(path: string): boolean {
  return MARK.test(path) && STORES.some((store) => store.test(path));
}

/** Whether a file that is trusted is made of all others. */
export function isBundle(path: string): boolean {
  return BUNDLE.test(path);
}
