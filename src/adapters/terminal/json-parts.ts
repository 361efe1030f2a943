/** List elements that are rendered at a time. */
const AT_A_TIME = 500;

/**
 * The text of `JSON.stringify(value, null, 2)` in parts. Lists that are members of the outermost object are rendered
 * `AT_A_TIME` elements at a time, so that a long list is never one string. Anything that can be iterated over is a list.
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

/** A list that comes in pages, as the last member but those of `after`, which is asked for once the list is told. */
export interface PagedList {
  readonly name: string;
  readonly pages: AsyncIterable<readonly unknown[]>;
  readonly after?: () => Readonly<Record<string, unknown>>;
}

/** The same text for an object of which one list is never held as a whole. */
export async function* jsonPageParts(
  head: Readonly<Record<string, unknown>>,
  list: PagedList,
): AsyncGenerator<string> {
  let before = "{";
  for (const member of membersOf(head)) {
    yield `${before}\n  ${member}`;
    before = ",";
  }
  yield `${before}\n  ${JSON.stringify(list.name)}: `;
  before = "[";
  for await (const page of list.pages) {
    const elements = page.map((element) => `\n    ${indented(element, "    ")}`);
    if (elements.length === 0) continue;
    yield `${before}${elements.join(",")}`;
    before = ",";
  }
  yield before === "[" ? "[]" : "\n  ]";
  for (const member of membersOf(list.after?.() ?? {})) yield `,\n  ${member}`;
  yield "\n}";
}

function membersOf(object: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(object).map(([key, member]) => `${JSON.stringify(key)}: ${indented(member, "  ")}`);
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

/** A JSON string holds no raw line end, so every line end in the text comes from the renderer. */
function indented(value: unknown, by: string): string {
  return (JSON.stringify(value, null, 2) ?? "null").replaceAll("\n", `\n${by}`);
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isList(value) && !("toJSON" in value);
}
