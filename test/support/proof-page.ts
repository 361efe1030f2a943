import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { hashObject } from "../../src/adapters/git/hash-object.ts";
import { makeVerifiers } from "../../src/compose/verifiers.ts";
import type { CarriedKeys } from "../../src/domain/carried-keys.ts";
import { showUnseenIn } from "../../src/domain/unseen.ts";
import { judgeCarried, readCarriedKeys } from "../../src/engine/proofs/judge-carried.ts";
import type { ProofKey } from "./made-proof.ts";

/** What a reader sees of a page once it has decided. */
export interface SeenPage {
  readonly verdict: "holds" | "refused" | "fault";
  readonly headline: string;
  /** The names and values of the verdict, such as its reason. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The text of the law; null where none is shown. */
  readonly text: string | null;
}

const DECIDED = "#verdict.holds, #verdict.refused, #verdict.fault";

/** Opens a page from a disk and waits until it has decided. */
export async function lookAt(page: Page, file: string, html: string): Promise<SeenPage> {
  await writeFile(file, html);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector(DECIDED);
  return await page.evaluate(`({
    verdict: document.querySelector("#verdict").className,
    headline: document.querySelector("#verdict h1").textContent,
    facts: [...document.querySelectorAll("#verdict dl > div")].map((row) => [...row.children].map((part) => part.textContent)),
    text: document.querySelector(".text")?.textContent ?? null,
  })`);
}

/** What Node says of the same proof and root keys, in the words of a page. */
export async function judgeInNode(
  proofText: string,
  rootKeysText: string,
): Promise<Omit<SeenPage, "headline">> {
  const tools = { hashObject, verifiers: makeVerifiers() };
  const keys = await readCarriedKeys(rootKeysText, tools);
  const judged = keys.ok ? await judgeCarried(proofText, keys.value, { ...tools, now: new Date() }) : keys;
  if (judged.ok)
    return { verdict: "holds", facts: [], text: showUnseenIn(judged.value.proof.text.replace(/\n$/, "")) };
  const { reason, field, expected, actual, details = [], wayOut } = judged.refusal;
  const shown = (name: string, text: string | undefined) =>
    text === undefined ? [] : [[name, showUnseenIn(text.replace(/\s+/g, " ").trim())] as const];
  const facts = [
    ...shown("Reason", reason),
    ...shown("Where", field),
    ...shown("Expected", expected),
    ...shown("Actual", actual),
    ...details.flatMap((detail) => shown("Also", detail)),
    ...shown("What to do", wayOut),
  ];
  return { verdict: "refused", facts, text: null };
}

export function carriedKeys(...keys: readonly ProofKey[]): CarriedKeys {
  return keys.map(({ file }) => ({
    system: file.system,
    base64: Buffer.from(file.content).toString("base64"),
  }));
}

/** A JSON value with one thing changed, and where. */
export interface Twin {
  readonly where: string;
  readonly value: unknown;
}

/** Each leaf of a JSON value changed by one letter or number, and each element, list and object taken away. */
export function* twinsOf(value: unknown, where = ""): Generator<Twin> {
  if (typeof value !== "object" || value === null) {
    yield { where, value: changed(value) };
    return;
  }
  const members = Array.isArray(value) ? value.map((each, at) => [at, each] as const) : Object.entries(value);
  for (const [key, member] of members) {
    const place = where === "" ? String(key) : `${where}.${key}`;
    for (const twin of twinsOf(member, place)) yield { ...twin, value: withMember(value, key, twin.value) };
    if (Array.isArray(value))
      yield { where: `${place} taken away`, value: value.filter((_, at) => at !== key) };
    else if (typeof member === "object" && member !== null)
      yield {
        where: `${place} taken away`,
        value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
      };
  }
}

function withMember(value: object, key: string | number, member: unknown): unknown {
  return Array.isArray(value)
    ? value.map((each, at) => (at === key ? member : each))
    : { ...value, [key]: member };
}

/** The letter in the middle is the next one, of a moment the last second. */
function changed(leaf: unknown): unknown {
  if (typeof leaf === "number") return leaf + 1;
  if (typeof leaf !== "string" || leaf === "") return "x";
  const at = /^\d{4}-.*Z$/.test(leaf) ? leaf.length - 2 : Math.floor(leaf.length / 2);
  return `${leaf.slice(0, at)}${nextLetter(leaf[at] ?? "")}${leaf.slice(at + 1)}`;
}

function nextLetter(letter: string): string {
  if (/[0-8a-eg-yA-EG-Y]/.test(letter)) return String.fromCharCode(letter.charCodeAt(0) + 1);
  return letter === "9" ? "0" : letter === "f" ? "a" : letter === "F" ? "A" : letter === "b" ? "c" : "b";
}

/** The file that pages of a test are written to, one after the other. */
export function pageFile(folder: string): string {
  return join(folder, "proof.html");
}
