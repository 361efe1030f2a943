import { createHash } from "node:crypto";
import type { SigningKey } from "../../ports/person-repository.ts";
import { runPersonProgram } from "./person-program.ts";

/** A program that waits for a card or a person is not waited for: then nobody knows the key before git signs. */
const TIMEOUT_MS = 10_000;
/** A person may be asked for a passphrase. */
const SIGN_TIMEOUT_MS = 120_000;

/** Asks git; null where it has no answer. */
type Ask = (args: readonly string[]) => Promise<string | null>;
type Run = (command: readonly [string, ...string[]]) => Promise<string | null>;
type Setting = (name: string, type?: readonly string[]) => Promise<string | null>;

/** Finds the key with which git would sign a commit now, as git itself does by the person's configuration. */
export async function findSigningKey(
  environment: Readonly<Record<string, string>>,
  git: Ask,
): Promise<SigningKey> {
  const setting = settingsOf(git);
  const run: Run = async (command) => {
    const end = await runPersonProgram(environment, command, { timeoutMs: TIMEOUT_MS });
    return end.isDone ? end.stdout : null;
  };
  const format = await formatOf(setting);
  if (format === "x509") return { system: "x509", fingerprint: null };
  if (format === "ssh") return { system: "ssh", fingerprint: await findSsh(setting, run) };
  return { system: "openpgp", fingerprint: await findOpenPgp(setting, git, run) };
}

/**
 * What gpg says when it signs as git lets it sign: git before 2.41 keeps the words to itself when it fails. Null where ssh-keygen signs,
 * whose words git passes on.
 */
export async function askGpgWhy(
  environment: Readonly<Record<string, string>>,
  git: Ask,
): Promise<string | null> {
  const setting = settingsOf(git);
  if ((await formatOf(setting)) !== "openpgp") return null;
  const command = [await gpgProgram(setting), "--status-fd=2", "-bsau", await gpgUser(setting, git)] as const;
  const end = await runPersonProgram(environment, command, {
    stdin: "iu-cutter\n",
    timeoutMs: SIGN_TIMEOUT_MS,
  });
  if (end.isDone) return "gpg signs when it is asked again";
  const words = end.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("[GNUPG:]"));
  return words.join("\n");
}

function settingsOf(git: Ask): Setting {
  return (name, type = []) => git(["config", ...type, "--get", name]);
}

async function formatOf(setting: Setting): Promise<string> {
  return (await setting("gpg.format"))?.toLowerCase() ?? "openpgp";
}

async function gpgProgram(setting: Setting): Promise<string> {
  return (await setting("gpg.openpgp.program")) ?? (await setting("gpg.program")) ?? "gpg";
}

/** The name under which git lets gpg look for the key. */
async function gpgUser(setting: Setting, git: Ask): Promise<string> {
  const named = await setting("user.signingkey");
  // One that is set to nothing is what git looks for, and does not find.
  if (named !== null) return named;
  return (await git(["var", "GIT_COMMITTER_IDENT"]))?.replace(/>.*$/s, ">") ?? "";
}

async function findOpenPgp(setting: Setting, git: Ask, run: Run): Promise<string | null> {
  const user = await gpgUser(setting, git);
  const full = /^(?:0x)?([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})!?$/.exec(user.replaceAll(" ", ""))?.[1];
  if (full !== undefined) return full.toUpperCase();
  if (user === "") return null;
  const program = await gpgProgram(setting);
  return onlyKeyOf(
    (await run([program, "--batch", "--with-colons", "--list-secret-keys", "--", user])) ?? "",
  );
}

/** The fingerprint of the one secret key that gpg lists; with several, gpg alone knows which it would take. */
function onlyKeyOf(listed: string): string | null {
  const rows = listed.split("\n").map((line) => line.split(":"));
  const found = rows.flatMap(([kind], at) => (kind === "sec" ? [rows[at + 1]] : []));
  const [only, another] = found;
  return only?.[0] === "fpr" && another === undefined ? (only[9] ?? null) : null;
}

async function findSsh(setting: Setting, run: Run): Promise<string | null> {
  const named = (await setting("user.signingkey")) ?? "";
  if (named === "") {
    const [program, ...args] = wordsOf((await setting("gpg.ssh.defaultKeyCommand")) ?? "");
    const listed = program === undefined ? null : await run([program, ...args]);
    const first = listed?.split("\n")[0] ?? "";
    return isLiteral(first) ? fingerprintOf(first) : null;
  }
  if (isLiteral(named)) return fingerprintOf(named);
  const path = (await setting("user.signingkey", ["--type=path"])) ?? named;
  const told = await run(["ssh-keygen", "-l", "-E", "sha256", "-f", path]);
  return /SHA256:[A-Za-z0-9+/]{43}/.exec(told ?? "")?.[0] ?? null;
}

function isLiteral(text: string): boolean {
  return text.startsWith("key::") || text.startsWith("ssh-");
}

function fingerprintOf(literal: string): string | null {
  const [, blob] = literal
    .replace(/^key::/, "")
    .trim()
    .split(/\s+/);
  if (blob === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return null;
  const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

/** Words of a command line as git splits it: by white space, which quotation marks keep. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
