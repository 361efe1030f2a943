import { createElement } from "./own-document.ts";

type Child = Node | string;

/** An element of the page. Text stays text, whatever it holds: nothing here reads HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Names with what stands behind them, each row one of both. */
export function makeFacts(rows: readonly (readonly [name: string, ...values: readonly Child[]])[]): Node {
  return make(
    "dl",
    {},
    ...rows.map(([name, ...values]) => make("div", {}, make("dt", {}, name), make("dd", {}, ...values))),
  );
}
