/**
 * What `gem list --all` tells: `name (default: 1.0, 0.9 ruby java)`, versions, each with its platforms unless that is Ruby
 * itself.
 *
 * @returns `name version platform`
 */
export function gemsOf(told: string): string[] {
  return told.split("\n").flatMap((line) => {
    const [, name, versions = ""] = /^(\S+) \((.+)\)$/.exec(line) ?? [];
    if (name === undefined) return [];
    return versions.split(", ").flatMap((one) => {
      const [version, ...platforms] = one.replace("default: ", "").split(" ");
      return (platforms.length === 0 ? ["ruby"] : platforms).map(
        (platform) => `${name} ${version} ${platform}`,
      );
    });
  });
}
