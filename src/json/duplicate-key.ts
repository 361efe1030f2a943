/**
 * The first key that an object of this JSON text names twice, or null. `JSON.parse` keeps the last one silently (RFC 8259 section 4), so
 * two readers could see different values. The text must be one that `JSON.parse` accepts.
 */
export function findDuplicateKey(json: string): string | null {
  const open: (Set<string> | null)[] = [];
  let at = 0;
  let isKeyNext = false;
  while (at < json.length) {
    const character = json[at];
    if (character === '"') {
      const end = endOfString(json, at);
      const keys = open.at(-1);
      if (isKeyNext && keys) {
        const key: unknown = JSON.parse(json.slice(at, end));
        if (typeof key === "string") {
          if (keys.has(key)) return key;
          keys.add(key);
        }
      }
      isKeyNext = false;
      at = end;
      continue;
    }
    if (character === "{") open.push(new Set());
    if (character === "[") open.push(null);
    if (character === "}" || character === "]") open.pop();
    if (character === "{" || character === ",") isKeyNext = open.at(-1) instanceof Set;
    at += 1;
  }
  return null;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}
