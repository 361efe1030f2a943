/**
 * What the program asks of the document before everything in it is its own. A form or a picture that is called `body` or `getElementById` takes the place
 * of the document's property of that name, so that these are the browser's own.
 */
const own = Document.prototype;

/** Whether the browser still reads the file. */
export function isReading(): boolean {
  return read("readyState") === "loading";
}

/** When the browser has read the file to its end. */
export function whenRead(): Promise<unknown> {
  return new Promise((read) =>
    EventTarget.prototype.addEventListener.call(document, "DOMContentLoaded", read, { once: true }),
  );
}

/** The text of the element with the id. */
export function readCarried(id: string): string {
  const found = own.getElementById.call(document, id);
  if (found === null) throw new Error(`the page has lost its part ${id}`);
  return found.textContent ?? "";
}

export function readStyles(): readonly string[] {
  return [...own.querySelectorAll.call(document, "style")].map((style) => style.textContent ?? "");
}

export function createElement<Name extends keyof HTMLElementTagNameMap>(name: Name) {
  return own.createElement.call(document, name) as HTMLElementTagNameMap[Name];
}

/** Puts an element in the place of the one that holds all others. */
export function replaceRoot(root: HTMLElement): void {
  own.replaceChild.call(document, root, read("documentElement"));
}

function read<Name extends keyof Document>(name: Name): Document[Name] {
  return Object.getOwnPropertyDescriptor(own, name)?.get?.call(document);
}
