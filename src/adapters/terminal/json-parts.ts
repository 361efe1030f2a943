/** Elements of a list that are rendered at a time. */
const AT_A_TIME = 500;

/**
 * The text of `JSON.stringify(value, null, 2)` in parts. Members of the outermost object that are lists are rendered some elements at a
 * time, so that a long list is never one text; a list is whatever can be iterated over.
 */
export function* jsonParts(value: unknown): Generator<string> {
  const members = isRecord(value) ? Object.entries(value).filter(([, member]) => member !== undefined) : [];
  if (members.length === 0) return yield JSON.stringify(value, null, 2);
  let before = "{";
  for (const [key, member] of members) {
    yield `${before}\n  ${JSON.stringify(key)}: `;
    before = ",";
    if (isList(member)) yield* listParts(member);
    else yield indented(member, "  ");
  }
  yield "\n}";
}

function* listParts(list: Iterable<unknown>): Generator<string> {
  let before = "[";
  let batch: string[] = [];
  for (const element of list) {
    batch.push(`${before}\n    ${indented(element, "    ")}`);
    before = ",";
    if (batch.length < AT_A_TIME) continue;
    yield batch.join("");
    batch = [];
  }
  yield before === "[" ? "[]" : `${batch.join("")}\n  ]`;
}

/** No raw line end stands inside a JSON string, so that every one is the renderer's own. */
function indented(value: unknown, by: string): string {
  return (JSON.stringify(value, null, 2) ?? "null").replaceAll("\n", `\n${by}`);
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isList(value) && !("toJSON" in value);
}
