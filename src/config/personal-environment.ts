/** The whole environment of the person at the keyboard, for programs that act as that person (git, gpg, ssh). */
export function readPersonalEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
