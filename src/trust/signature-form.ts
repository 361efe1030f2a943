import type { ReasonCode } from "../domain/reasons.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SignatureSystem } from "../domain/signature.ts";
import { withoutFinalLineEnds } from "../domain/text-forms.ts";
import type { ParsedCommit } from "./git/parse-commit.ts";

export interface SignatureForm {
  readonly system: SignatureSystem;
  readonly armoured: string;
}

/** The largest key makes a signature of a fifth of it. */
const MAX_SIGNATURE_CHARACTERS = 16_384;

/** Matches in the middle of a line too, because another parser may be less strict about lines. */
const BEGIN = /-----BEGIN ([A-Z0-9 ,]+)-----/g;
const SYSTEMS: Readonly<Record<string, SignatureSystem>> = {
  "PGP SIGNATURE": "openpgp",
  "SSH SIGNATURE": "ssh",
};

/**
 * Accepts exactly one signature header, of the repository's own object format, that holds exactly one armoured block of a known kind and
 * nothing else (docs/threats.md rules 2 and 5).
 */
export function judgeSignatureForm(commitId: string, commit: ParsedCommit): Result<SignatureForm> {
  const [first, ...others] = commit.signatures;
  if (first === undefined) return refusedForm("STOP_APPROVAL_UNSIGNED", commitId, "one signature", "none");
  if (others.length > 0) {
    const headers = commit.signatures.map(({ header }) => header).join(", ");
    return refusedForm("STOP_APPROVAL_SIG_AMBIGUOUS", commitId, "one signature header", headers);
  }
  const wanted = commitId.length === 64 ? "gpgsig-sha256" : "gpgsig";
  if (first.header !== wanted)
    return refusedForm("STOP_APPROVAL_SIG_BAD", commitId, `the header ${wanted}`, first.header);
  if (first.text.length > MAX_SIGNATURE_CHARACTERS) {
    const expected = `at most ${MAX_SIGNATURE_CHARACTERS} characters`;
    return refusedForm("STOP_APPROVAL_SIG_BAD", commitId, expected, `${first.text.length}`);
  }
  const text = withoutFinalLineEnds(first.text);
  if (text === "") return refusedForm("STOP_APPROVAL_UNSIGNED", commitId, "one signature", "an empty header");

  const kinds = [...text.matchAll(BEGIN)].map(([, kind]) => kind ?? "");
  if (kinds.length > 1) {
    return refusedForm(
      "STOP_APPROVAL_SIG_AMBIGUOUS",
      commitId,
      "one armoured block",
      `${kinds.length} blocks`,
    );
  }
  const kind = kinds[0] ?? "no armour";
  const system = SYSTEMS[kind];
  if (system === undefined)
    return refusedForm("STOP_APPROVAL_SIG_BAD", commitId, "an OpenPGP or SSH signature", kind);
  const whole = text.startsWith(`-----BEGIN ${kind}-----\n`) && text.endsWith(`\n-----END ${kind}-----`);
  if (!whole)
    return refusedForm("STOP_APPROVAL_SIG_BAD", commitId, "one armoured block and nothing else", "more text");
  return accepted({ system, armoured: text });
}

function refusedForm(reason: ReasonCode, commitId: string, expected: string, actual: string) {
  return refused(refusal(reason, { field: `commit ${commitId}`, expected, actual }));
}
