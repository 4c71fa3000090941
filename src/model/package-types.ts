/**
 * Every type of package that an inventory can have, as package URLs name it (ECMA-427 and its registry of types; those that
 * are not registered are as Syft or Trivy write them), and what packages of that type are: of the operating system,
 * installed by its package manager; of a language; or something else.
 */
export const PACKAGE_TYPES = {
  deb: "os",
  apk: "os",
  rpm: "os",
  opkg: "os",
  alpm: "os",
  ebuild: "os",
  nix: "os",
  snap: "os",
  flatpak: "os",
  brew: "os",
  macports: "os",
  spack: "os",
  cos: "os",
  bottlerocket: "os",
  qpkg: "os",
  yocto: "os",
  pypi: "language",
  conda: "language",
  npm: "language",
  gem: "language",
  maven: "language",
  golang: "language",
  cargo: "language",
  composer: "language",
  nuget: "language",
  cran: "language",
  otp: "language",
  hex: "language",
  luarocks: "language",
  cpan: "language",
  pub: "language",
  swift: "language",
  cocoapods: "language",
  conan: "language",
  hackage: "language",
  julia: "language",
  opam: "language",
  bitnami: "other",
  "wordpress-plugin": "other",
  github: "other",
  bitbucket: "other",
  docker: "other",
  oci: "other",
  huggingface: "other",
  mlflow: "other",
  swid: "other",
  generic: "other",
} as const;

export type PackageType = keyof typeof PACKAGE_TYPES;

export function isPackageType(type: string): type is PackageType {
  return Object.hasOwn(PACKAGE_TYPES, type);
}
