import { type Refusal, refusal } from "../domain/refusal.ts";

/** Removes secrets from text before it reaches a sink: comment, log, journal, report, annotation. */
export interface Redactor {
  /** The text with every secret replaced by `[redacted: kind]`. */
  redact(text: string): string;
  /** Refuses text that redaction cannot make safe: a secret in an encoded form, a private key without its end, git credentials. */
  judge(text: string): Refusal | null;
}

interface Pattern {
  readonly kind: string;
  readonly find: RegExp;
  /** The replacement; `$1` keeps the part of the match that is not secret. */
  readonly replace: string;
}

const PATTERNS: readonly Pattern[] = [
  pattern(
    "private key",
    /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ),
  pattern("GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9_.-]{16,}|github_pat_[A-Za-z0-9_]{16,})/g),
  pattern("token", /\beyJ[A-Za-z0-9_-]{8,1024}\.eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]+/g),
  pattern("authorization", /(\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[^\s"']+/gi, "$1"),
  pattern("password", /(\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@"'`<>]{0,128}:)[^\s"'`<>]{1,256}(?=@)/gi, "$1"),
  pattern(
    "password",
    /((?:\b|_)(?:pgpassword|password|passwd|passphrase)["']?\s*=\s*)(?:"[^"\n]*"|'(?:[^'\\\n]|\\.)*'|[^\s"'&;,]+)/gi,
    "$1",
  ),
  pattern(
    "password",
    /(["'](?:[a-z_]*_)?(?:pgpassword|password|passwd|passphrase)["']\s*:\s*)"(?:[^"\\\n]|\\.)*"/gi,
    "$1",
  ),
  pattern("secret", /(\b[A-Z][A-Z0-9_]*_(?:PASSWORD|TOKEN|SECRET|PASSPHRASE)\s*[:=]\s*)[^\s"']+/g, "$1"),
];

/** Replacing shorter values would destroy ordinary text; the configuration refuses them as secrets. */
const SHORTEST_SECRET = 4;

/** Makes a redactor for the configured secret values and for the common forms of secrets. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  const redact = (text: string): string => {
    const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, "[redacted: secret]"), text);
    return PATTERNS.reduce((rest, { find, replace }) => rest.replace(find, replace), withoutKnown);
  };
  return { redact, judge: (text) => refuseUnsure(text, redact(text), known) };
}

function refuseUnsure(text: string, redacted: string, known: readonly string[]): Refusal | null {
  const findings = [
    ...(hasOpenPrivateKey(text) ? ["a private key without its end"] : []),
    ...(/\bextraheader\s*=/i.test(text) ? ["a git configuration with credentials"] : []),
    ...known.flatMap((secret) =>
      encodedForms(secret)
        .filter((form) => redacted.includes(form.text))
        .map((form) => form.kind),
    ),
  ];
  if (findings.length === 0) return null;
  return refusal("STOP_REPORT_REDACTION_FAILED", { details: [...new Set(findings)] });
}

function hasOpenPrivateKey(text: string): boolean {
  const begun = text.match(/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/g)?.length ?? 0;
  const ended = text.match(/-----END [A-Z0-9 ]{0,40}PRIVATE KEY/g)?.length ?? 0;
  return begun > ended;
}

/** Encoded forms of a secret, which a search for its text does not find; base64 in each of its three alignments. */
function encodedForms(secret: string): readonly { readonly kind: string; readonly text: string }[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  return [
    ...base64.filter((text) => text.length >= 8).map((text) => ({ kind: "a secret in base64", text })),
    { kind: "a secret in percent encoding", text: encodeURIComponent(secret) },
    { kind: "a secret in hexadecimal", text: bytes.toString("hex") },
    { kind: "a secret in JSON escapes", text: JSON.stringify(secret).slice(1, -1) },
  ].filter((form) => form.text !== secret && form.text.length >= SHORTEST_SECRET);
}

function pattern(kind: string, find: RegExp, kept = ""): Pattern {
  return { kind, find, replace: `${kept}[redacted: ${kind}]` };
}
