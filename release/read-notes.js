import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/**
 * The notes of a version. Throws where the changelog does not tell of it, or still has lines that belong to no version: they would be
 * released untold.
 *
 * @param {string} changelog
 * @param {string} version
 */
export function readNotes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const find = (/** @type {string} */ name) =>
    sections.find((section) => section.split("\n")[0]?.trim() === name);
  const textOf = (/** @type {string} */ section) => section.slice(section.indexOf("\n")).trim();
  const notes = textOf(find(version) ?? "\n");
  if (notes === "") throw new Error(`CHANGELOG.md does not tell of ${version}: give its lines that heading`);
  const untold = textOf(find("Unreleased") ?? "\n");
  if (untold !== "")
    throw new Error(
      `CHANGELOG.md has lines under Unreleased: move them below ${version}, or raise the version`,
    );
  return `${notes}\n`;
}

/** The manifest of this checkout. */
export function readManifest() {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
}

/** The notes of this checkout. */
export function readOwnNotes() {
  return readNotes(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"), readManifest().version);
}
