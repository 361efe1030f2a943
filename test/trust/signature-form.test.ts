import assert from "node:assert/strict";
import test from "node:test";
import type { ParsedCommit } from "../../src/trust/git/parse-commit.ts";
import { judgeSignatureForm } from "../../src/trust/signature-form.ts";
import { reasonOf } from "../support/reason-of.ts";

const PGP = "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----";
const SSH = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----";
const SHA1 = "1".repeat(40);
const SHA256 = "1".repeat(64);
const BAD = "STOP_APPROVAL_SIG_BAD";
const AMBIGUOUS = "STOP_APPROVAL_SIG_AMBIGUOUS";
const UNSIGNED = "STOP_APPROVAL_UNSIGNED";

function commit(...signatures: readonly (readonly [string, string])[]): ParsedCommit {
  const nobody = { name: "", email: "", at: new Date(0) };
  return {
    tree: "",
    parents: [],
    author: nobody,
    committer: nobody,
    message: "",
    signatures: signatures.map(([header, text]) => ({ header, text })),
    signedPayload: new Uint8Array(),
  };
}

const CASES: readonly (readonly [string, string, ParsedCommit, string])[] = [
  ["one OpenPGP signature", SHA1, commit(["gpgsig", PGP]), "accepted"],
  ["one SSH signature", SHA1, commit(["gpgsig", SSH]), "accepted"],
  ["line ends after the armour", SHA1, commit(["gpgsig", `${PGP}\n\n`]), "accepted"],
  ["the header of SHA-256 objects", SHA256, commit(["gpgsig-sha256", PGP]), "accepted"],
  ["the header of SHA-1 objects in a SHA-256 repository", SHA256, commit(["gpgsig", PGP]), BAD],
  ["the header of SHA-256 objects in a SHA-1 repository", SHA1, commit(["gpgsig-sha256", PGP]), BAD],
  ["no header", SHA1, commit(), UNSIGNED],
  ["an empty header", SHA1, commit(["gpgsig", ""]), UNSIGNED],
  ["a header of line ends", SHA1, commit(["gpgsig", "\n\n"]), UNSIGNED],
  ["two headers", SHA1, commit(["gpgsig", PGP], ["gpgsig", PGP]), AMBIGUOUS],
  ["headers of both formats", SHA1, commit(["gpgsig", PGP], ["gpgsig-sha256", PGP]), AMBIGUOUS],
  ["two blocks", SHA1, commit(["gpgsig", `${PGP}\n${SSH}`]), AMBIGUOUS],
  [
    "two blocks, one of an unknown kind",
    SHA1,
    commit(["gpgsig", `${PGP}\n${SSH.replaceAll("SSH", "NEW")}`]),
    AMBIGUOUS,
  ],
  ["a second block in the middle of a line", SHA1, commit(["gpgsig", `${PGP}${SSH}`]), AMBIGUOUS],
  [
    "a second block whose first line goes on",
    SHA1,
    commit(["gpgsig", `${SSH.replace("-----\n", "----- x\n")}\n${PGP}`]),
    AMBIGUOUS,
  ],
  ["an unknown kind", SHA1, commit(["gpgsig", SSH.replaceAll("SSH", "NEW")]), BAD],
  ["no armour", SHA1, commit(["gpgsig", "AAAA"]), BAD],
  ["text before the block", SHA1, commit(["gpgsig", `x\n${PGP}`]), BAD],
  ["text after the block", SHA1, commit(["gpgsig", `${PGP}\nx`]), BAD],
  ["text after the first line", SHA1, commit(["gpgsig", PGP.replace("-----\n", "----- x\n")]), BAD],
  ["another end", SHA1, commit(["gpgsig", PGP.replace("END PGP", "END SSH")]), BAD],
  ["no end", SHA1, commit(["gpgsig", PGP.slice(0, -5)]), BAD],
];

for (const [title, id, parsed, expected] of CASES) {
  test(`${title}: ${expected}`, () => assert.equal(reasonOf(judgeSignatureForm(id, parsed)), expected));
}

test("the form names its system and returns the block", () => {
  assert.deepEqual(judgeSignatureForm(SHA1, commit(["gpgsig", `${PGP}\n`])), {
    ok: true,
    value: { system: "openpgp", armoured: PGP },
  });
  const ssh = judgeSignatureForm(SHA1, commit(["gpgsig", SSH]));
  assert.equal(ssh.ok && ssh.value.system, "ssh");
});
