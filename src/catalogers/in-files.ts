import { javaRelease } from "./binaries/java-release.ts";
import { kernelModule } from "./binaries/kernel-module.ts";
import { programs } from "./binaries/programs.ts";
import { binaryStrings } from "./binaries/strings.ts";
import type { FileCataloger } from "./cataloger.ts";
import { javaArchive, javaArchiveByContent, mavenDescriptor } from "./java/java.ts";
import { conda } from "./languages/conda.ts";
import { dotnetDependencies, nugetFolder } from "./languages/dotnet.ts";
import { erlang } from "./languages/erlang.ts";
import { lua } from "./languages/lua.ts";
import { node } from "./languages/node.ts";
import { pear } from "./languages/pear.ts";
import { composer } from "./languages/php.ts";
import { pythonArchive, pythonArchiveByContent } from "./languages/python-archive.ts";
import { python } from "./languages/python.ts";
import { r } from "./languages/r.ts";
import { ruby } from "./languages/ruby.ts";
import { yarnCache } from "./languages/yarn-cache.ts";
import { wordpress, wordpressPlugins } from "./languages/wordpress.ts";
import { sbom } from "./sbom.ts";
import { flatpak } from "./systems/flatpak.ts";
import { homebrew } from "./systems/homebrew.ts";
import { pacman } from "./systems/pacman.ts";
import { portage } from "./systems/portage.ts";
import { snap } from "./systems/snap.ts";
import { spack } from "./systems/spack.ts";

/** Every cataloger of files that may lie anywhere. A new one is a file of its own, a row here, a test. */
export const FILE_CATALOGERS: readonly FileCataloger[] = [
  pacman,
  portage,
  flatpak,
  snap,
  homebrew,
  spack,
  programs,
  kernelModule,
  binaryStrings,
  javaRelease,
  javaArchive,
  javaArchiveByContent,
  mavenDescriptor,
  python,
  pythonArchive,
  pythonArchiveByContent,
  conda,
  node,
  yarnCache,
  ruby,
  dotnetDependencies,
  nugetFolder,
  composer,
  pear,
  r,
  erlang,
  lua,
  wordpress,
  wordpressPlugins,
  sbom,
];
