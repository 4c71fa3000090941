/** Tags of rpm's headers that are read, by their names in rpm's include/rpm/rpmtag.h. */
export const TAG = {
  SIGPGP: 259,
  SIGGPG: 262,
  DSAHEADER: 267,
  RSAHEADER: 268,
  OPENPGP: 278,
  NAME: 1000,
  VERSION: 1001,
  RELEASE: 1002,
  EPOCH: 1003,
  SIZE: 1009,
  VENDOR: 1011,
  LICENSE: 1014,
  PACKAGER: 1015,
  ARCH: 1022,
  OLDFILENAMES: 1027,
  FILESTATES: 1029,
  SOURCERPM: 1044,
  DIRINDEXES: 1116,
  BASENAMES: 1117,
  DIRNAMES: 1118,
  LONGSIZE: 5009,
  MODULARITYLABEL: 5096,
} as const;

export type Tag = (typeof TAG)[keyof typeof TAG];
