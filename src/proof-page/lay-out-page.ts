import { make } from "./make-element.ts";

/**
 * Makes everything that is seen of the page anew, so that nothing stands beside the verdict that the program has not written: whoever changes the
 * file could hide a part of it, or put another text below. The policy of the page covers the program and the style alone.
 */
export function layOutPage(notices: string): void {
  for (const element of [document.documentElement, document.body])
    for (const name of element.getAttributeNames()) if (name !== "lang") element.removeAttribute(name);
  document.title = "A proof, not checked yet";
  document.body.replaceChildren(
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
