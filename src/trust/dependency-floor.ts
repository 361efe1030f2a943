import { type Refusal, refusal } from "../domain/refusal.ts";

/**
 * Packages whose older versions let a signature or a document be read as something else, with the first good version (docs/threats.md
 * G-51).
 */
const DEPENDENCY_FLOORS: Readonly<Record<string, string>> = {
  // GHSA-8qff-qr5q-5pr8: a forged message could be taken for a signed one.
  openpgp: "6.1.1",
  // GHSA-mh29-5h37-fv8m: merge keys could reach the prototype.
  "js-yaml": "4.1.1",
};

/** Refuses versions below their floor; `installed` are package names with their exact versions, as the lock file names them. */
export function refuseOldDependencies(
  installed: readonly { readonly name: string; readonly version: string }[],
): Refusal | null {
  const old = installed.filter(({ name, version }) => {
    const floor = DEPENDENCY_FLOORS[name];
    return floor !== undefined && isOlder(version, floor);
  });
  const [first] = old;
  if (first === undefined) return null;
  return refusal("STOP_DEPENDENCY_FLOOR", {
    field: first.name,
    expected: `${DEPENDENCY_FLOORS[first.name]} or later`,
    actual: first.version,
    details: old.map(({ name, version }) => `${name} ${version}`),
  });
}

/** A version that is not three numbers counts as older: a pre-release of the floor lacks what the floor mends. */
function isOlder(version: string, floor: string): boolean {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return true;
  return weightOf(version) < weightOf(floor);
}

/** Major, minor and patch as one number; no part of a version comes near a million. */
function weightOf(version: string): number {
  return version.split(".").reduce((weight, part) => weight * 1_000_000 + Number(part), 0);
}
