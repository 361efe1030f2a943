/** The value of a JSON text, or why readers may understand the text differently. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: string };

/**
 * Parses JSON that every reader understands alike (I-JSON, RFC 7493): UTF-8 without a byte order mark, no key twice in an object, no key
 * `__proto__`, which some readers ignore, no lone surrogate and no number beyond a double. At most 100 levels, so that recursion is safe.
 */
export function parseStrictJson(content: string | Uint8Array): StrictJson {
  try {
    const text = typeof content === "string" ? content : UTF_8.decode(content);
    const value: unknown = JSON.parse(text);
    const fault = findAmbiguity(text);
    return fault === null ? { ok: true, value } : { ok: false, fault };
  } catch (cause) {
    return { ok: false, fault: cause instanceof Error ? cause.message : String(cause) };
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const MAX_DEPTH = 100;
/** The beginning of a string, a number, or a structural character; all other characters are skipped. */
const TOKEN = /"|-?\d[\d.eE+-]*|[{}[\],]/g;

/** The tokens of a text that `JSON.parse` accepts. A pattern for whole strings would need a stack as deep as a string has escapes. */
function* readTokens(text: string): Generator<string> {
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '"') pattern.lastIndex = endOfString(text, match.index);
    yield text.slice(match.index, pattern.lastIndex);
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text[escapes - 1] === "\\") escapes -= 1;
    if ((end - escapes) % 2 === 0) return end + 1;
  }
  return text.length;
}

/** Finds what another reader could understand differently in a text that `JSON.parse` accepts. */
function findAmbiguity(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (const token of readTokens(text)) {
    if (token.startsWith('"')) {
      const string = token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);
      if (!string.isWellFormed()) return `a lone surrogate in ${token}`;
      const keys = open.at(-1);
      if (isKeyNext && keys) {
        if (keys.has(string)) return `the key ${JSON.stringify(string)} stands twice`;
        if (string === "__proto__") return 'the key "__proto__"';
        keys.add(string);
      }
      isKeyNext = false;
    } else if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      if (open.length > MAX_DEPTH) return `more than ${MAX_DEPTH} levels`;
      isKeyNext = token === "{";
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      isKeyNext = open.at(-1) instanceof Set;
    } else if (!Number.isFinite(Number(token))) {
      return `the number ${token}`;
    }
  }
  return null;
}
