import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";

const ROOT = join(import.meta.dirname, "../..");

/** The lowest Node that `package.json` names, and the newest of each line that gets corrections. */
const SUPPORTED = ["20.19.0", "22.23.3", "24.21.0"];

interface Locked {
  readonly engines?: { readonly node?: string };
  /** One of another platform is not installed, and not warned of. */
  readonly optional?: boolean;
}

/** Whether a version is in a range of the forms that the lock file has: `>=20.19.0`, `^20.19.0 || >=22.12.0`, `20 || >=22`, `18.x`. */
function isInRange(version: string, range: string): boolean {
  return range.split("||").some((part) =>
    part
      .trim()
      .replace(/([<>=^~]+)\s+/g, "$1")
      .split(/\s+/)
      .every((bound) => isWithin(version, bound)),
  );
}

function isWithin(version: string, bound: string): boolean {
  const [, sign, text = ""] = /^([<>=^~]*)v?([\d.x*]+)$/.exec(bound) ?? assert.fail(`unread range ${bound}`);
  const parts = text.split(".").filter((part) => /^\d+$/.test(part));
  const order = compare(version, parts);
  const hasSame = (count: number) =>
    compare(version, parts.slice(0, count)) >= 0 && startsWith(version, parts.slice(0, count));
  switch (sign) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "^":
      return order >= 0 && hasSame(1);
    case "~":
      return order >= 0 && hasSame(2);
    default:
      return hasSame(parts.length);
  }
}

function startsWith(version: string, parts: readonly string[]): boolean {
  return parts.every((part, at) => version.split(".")[at] === part);
}

function compare(version: string, parts: readonly string[]): number {
  const own = version.split(".").map(Number);
  for (const at of [0, 1, 2]) {
    const difference = (own[at] ?? 0) - Number(parts[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

test("a range is read as npm reads it", () => {
  for (const [version, range, isIn] of [
    ["20.19.0", ">=22", false],
    ["20.19.0", "^20.19.0 || >=22.12.0", true],
    ["22.11.0", "^20.19.0 || >=22.12.0", false],
    ["20.19.0", "20 || >=22", true],
    ["21.0.0", "20 || >=22", false],
    ["24.0.0", "^8.16.0 || ^10.6.0 || >=11.0.0", true],
    ["0.7.1", ">=0.6.11 <=0.7.0 || >=0.7.3", false],
    ["9.0.0", ">= 10.x", false],
  ] as const)
    assert.equal(isInRange(version, range), isIn, `${version} in ${range}`);
});

test("every locked package runs on the oldest Node that package.json names and on the newest of each line", async () => {
  const read = async (name: string) => JSON.parse(await readFile(join(ROOT, name), "utf8"));
  const { engines } = await read("package.json");
  assert.equal(engines.node, `>=${SUPPORTED[0]}`);
  const packages: Readonly<Record<string, Locked>> = (await read("package-lock.json")).packages;
  for (const version of SUPPORTED) {
    const refused = Object.entries(packages).filter(
      ([, { engines: asked, optional }]) =>
        optional !== true && asked?.node !== undefined && !isInRange(version, asked.node),
    );
    assert.deepEqual(
      refused.map(([name]) => name),
      [],
      `Node ${version}`,
    );
  }
});
