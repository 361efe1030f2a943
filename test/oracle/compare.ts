import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOpenPgpVerifier } from "../../src/adapters/openpgp/verify.ts";
import type { KeyFacts } from "../../src/domain/signature.ts";
import { judgeSignatureFacts, refuseDeadKey } from "../../src/trust/signature.ts";
import { armour, packet } from "../support/openpgp-packets.ts";
import { armourKey, fingerprintOf, keyIdOf, type RawKey, signedMessage, signRaw, time } from "./build-key.ts";
import { makeRandomKey, NOW, type RandomKey } from "./random-key.ts";

/** The verdicts of GnuPG and ours on one signature by one part of a random key. */
export interface Comparison {
  readonly seed: number;
  readonly isPlain: boolean;
  /** Which part of the key signed: 0 is the primary key. */
  readonly part: number;
  readonly gpg: string;
  /** Null where we accept the signature. */
  readonly refusedFor: string | null;
  /** How we are laxer than GnuPG, or null. */
  readonly laxer: string | null;
}

const TEXT = Buffer.from("approve\n");
const SIGNED = NOW - 60;
const AT = new Date(NOW * 1000);
const KEYS_PER_HOME = 250;

/** Compares the verdicts on `count` random keys, of seeds that follow on `seed`. */
export async function compareKeys(order: {
  readonly seed: number;
  readonly count: number;
}): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (let done = 0; done < order.count; done += KEYS_PER_HOME) {
    const size = Math.min(KEYS_PER_HOME, order.count - done);
    const keys = Array.from({ length: size }, (_, index) => makeRandomKey(order.seed + done + index));
    comparisons.push(...(await compareInOneHome(keys)));
  }
  return comparisons;
}

async function compareInOneHome(keys: readonly RandomKey[]): Promise<readonly Comparison[]> {
  const home = await mkdtemp(join(tmpdir(), "or-"));
  try {
    const signed = keys.flatMap((key) =>
      key.parts.map((by, part) => ({ key, by, part, signature: signText(by), file: `${key.seed}-${part}` })),
    );
    for (const { file, signature } of signed)
      await writeFile(join(home, file), signedMessage(signature, TEXT));
    for (const [index, key] of keys.entries()) await writeFile(join(home, `key-${index}`), key.bytes);
    await gpg(home, ["--import", ...keys.map((_, index) => `key-${index}`)]);
    const verdicts = readVerdicts(
      await gpg(home, ["--status-fd", "1", "--verify-files", ...signed.map(({ file }) => file)]),
    );
    const ends = readEnds(await gpg(home, ["--with-colons", "--list-keys"]));
    return await Promise.all(
      signed.map(async ({ key, by, part, signature, file }) => {
        const verdict = verdicts.get(file) ?? "no verdict";
        const { refusedFor, endsAt } = await judge(key, by, signature);
        const gpgEnd = ends.get(by.fingerprint) ?? null;
        return {
          seed: key.seed,
          isPlain: key.isPlain,
          part,
          gpg: verdict,
          refusedFor,
          laxer: refusedFor === null ? howLaxer(verdict, gpgEnd, endsAt) : null,
        };
      }),
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function howLaxer(verdict: string, gpgEnd: number | null, ownEnd: Date | null): string | null {
  if (verdict !== "GOODSIG") return `accepted, and GnuPG says ${verdict}`;
  if (gpgEnd === null) return null;
  const end = new Date(gpgEnd * 1000);
  return ownEnd !== null && ownEnd <= end
    ? null
    : `ends ${ownEnd?.toISOString()}, for GnuPG ${end.toISOString()}`;
}

function signText(by: RawKey): Buffer {
  const hashed = [time(2, SIGNED), fingerprintOf(by)];
  return signRaw(by, TEXT, { type: 0, hash: "sha256", hashed, unhashed: [keyIdOf(by)], isBroken: false });
}

/** Our verdict, as a policy that pins this file would come to it. */
async function judge(key: RandomKey, by: RawKey, signature: Buffer) {
  const verifier = createOpenPgpVerifier();
  const file = Buffer.from(armourKey([key.bytes]));
  const keyFacts = await verifier.readKey(file);
  const refuse = (refusedFor: string) => ({ refusedFor, endsAt: null });
  const [problem] = keyFacts.problems;
  if (problem !== undefined) return refuse(problem);
  const armoured = armour([packet(2, signature)]).trimEnd();
  const facts = await verifier.checkSignature({ armoured, payload: TEXT, keyFiles: [file] });
  const judged = judgeSignatureFacts("", facts);
  if (!judged.ok) return refuse(whyNot(judged.refusal.actual ?? "", keyFacts, by));
  const dead = refuseDeadKey(judged.value, { firstSeen: AT, now: AT });
  return dead === null
    ? { refusedFor: null, endsAt: judged.value.signer.expiresAt }
    : refuse(dead.actual ?? "");
}

function whyNot(actual: string, { notices }: KeyFacts, by: RawKey): string {
  return notices.find((notice) => notice.startsWith(by.fingerprint)) ?? actual;
}

/** The first word of GnuPG's verdict on each file. */
function readVerdicts(status: string): ReadonlyMap<string, string> {
  const verdicts = new Map<string, string>();
  let file = "";
  for (const line of status.split("\n")) {
    const [, word = "", , name = ""] = line.split(" ");
    if (word === "FILE_START") file = name;
    const isVerdict = /^(?:GOODSIG|BADSIG|ERRSIG|EXPSIG|EXPKEYSIG|REVKEYSIG)$/.test(word);
    if (isVerdict && !verdicts.has(file)) verdicts.set(file, word);
  }
  return verdicts;
}

/** The end of each key, seconds, by fingerprint. */
function readEnds(colons: string): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  let end = "";
  for (const line of colons.split("\n")) {
    const fields = line.split(":");
    if (fields[0] === "pub" || fields[0] === "sub") end = fields[6] ?? "";
    if (fields[0] === "fpr" && end !== "") ends.set(fields[9] ?? "", Number(end));
  }
  return ends;
}

/** What gpg prints; its exit code says no more than that one of many signatures is not good. */
function gpg(home: string, args: readonly string[]): Promise<string> {
  const time = AT.toISOString().replace(/[-:]|\.\d{3}Z/g, "");
  const own = ["--batch", "--no-tty", "--no-auto-check-trustdb", "--trust-model", "always"];
  return new Promise((resolve, reject) => {
    const child = spawn("gpg", [...own, "--faked-system-time", `${time}!`, ...args], {
      cwd: home,
      env: { PATH: process.env["PATH"], GNUPGHOME: home, HOME: home, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const printed: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    child.on("error", reject);
    child.on("close", () => resolve(Buffer.concat(printed).toString("utf8")));
  });
}
