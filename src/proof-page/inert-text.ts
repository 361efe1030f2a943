import { showUnseenIn } from "../domain/unseen.ts";
import { make } from "./make-element.ts";

/** A text on one line, isolated from what stands around it; what nobody sees of it is written out. */
export function inline(text: string): Node {
  return make("bdi", {}, showUnseenIn(text.replace(/\s+/g, " ").trim()));
}

/** A name that programs read, such as an address or a hash. */
export function code(text: string): Node {
  return make("code", { dir: "auto" }, showUnseenIn(text));
}

/** A text over several lines, each with the direction of its own. */
export function block(text: string): Node {
  return make("div", { class: "text", dir: "auto" }, showUnseenIn(text.replace(/\n$/, "")));
}

/** Whether the text holds what is shown by its code points. */
export function hidesSomething(text: string): boolean {
  return showUnseenIn(text) !== text;
}
