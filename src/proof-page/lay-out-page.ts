import { make } from "./make-element.ts";
import { readStyles, replaceRoot } from "./own-document.ts";

/**
 * Makes the whole document anew, so that nothing is seen that the program has not written: whoever changes the file could hide a part of it, put
 * another text below, or a shadow before the body. The policy of the page covers the program and the style alone, and stays.
 */
export function layOutPage(notices: string): void {
  const head = make(
    "head",
    {},
    make("title", {}, "A proof, not checked yet"),
    make("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    make("meta", { name: "color-scheme", content: "light dark" }),
    make("meta", { name: "referrer", content: "no-referrer" }),
    // Those of others the policy forbids here, too.
    ...readStyles().map((style) => make("style", {}, style)),
  );
  replaceRoot(make("html", { lang: "en" }, head, makeBody(notices)));
}

function makeBody(notices: string): HTMLElement {
  return make(
    "body",
    {},
    make(
      "main",
      {},
      make("div", { id: "verdict", role: "status" }),
      make("div", { id: "root" }),
      make("div", { id: "shown" }),
    ),
    make(
      "footer",
      {},
      make("h2", {}, "What this page is"),
      make(
        "p",
        {},
        "It holds a proof, the public root key of those who decide, and the program that judges the one by the other, here in your browser, with no network. It shows nothing but what that program has verified.",
      ),
      make(
        "p",
        {},
        "Whoever gave you the page could have given you another one, with another program or another root key. It can protect you from neither: compare the fingerprint with what the publisher of the law prints elsewhere, or save the proof and check it with a program and a root key that you have got yourself:",
      ),
      make("p", {}, make("code", {}, "cutter kb verify proof.json --root-key KEY")),
      make("div", { id: "file" }),
      make(
        "details",
        {},
        make("summary", {}, "Licences of what others wrote of the program"),
        make("pre", { tabindex: "0" }, notices),
      ),
    ),
  );
}
