import "./no-made-code.ts";
import { hashObject } from "../adapters/git/hash-object.ts";
import { createOpenPgpVerifier } from "../adapters/openpgp/verify.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { createSshVerifier } from "../adapters/ssh/verify.ts";
import { spokenJson } from "../domain/inert-json.ts";
import type { CarriedKey } from "../engine/proofs/judge-carried.ts";
import { judgeCarried, readCarriedKeys } from "../engine/proofs/judge-carried.ts";
import { code, inline } from "./inert-text.ts";
import { layOutPage } from "./lay-out-page.ts";
import { make, makeFacts } from "./make-element.ts";
import { isReading, readCarried, whenRead } from "./own-document.ts";
import { showProof } from "./show-proof.ts";
import { showRefusal, showVerdict } from "./show-verdict.ts";

/** The page that verifies itself: takes the proof and the root keys out of the page, judges them by the judge of the gates, and shows what holds. */
async function check(): Promise<void> {
  const [proofText, rootKeysText] = [readCarried("proof"), readCarried("root-keys")];
  layOutPage(JSON.parse(readCarried("notices")));
  showVerdict("checking");
  offerFile(proofText);
  // So that the browser draws the page before the mathematics begin.
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  if (globalThis.crypto?.subtle === undefined)
    return showFault("This browser offers no cryptography to a page from a disk.");
  const tools = { hashObject, verifiers: [createOpenPgpVerifier(), createSshVerifier()] };
  const rootKeys = await readCarriedKeys(rootKeysText, tools);
  if (!rootKeys.ok) return showRefusal(rootKeys.refusal);
  showRootKeys(rootKeys.value);
  const judged = await judgeCarried(proofText, rootKeys.value, { ...tools, now: systemClock.now() });
  if (!judged.ok) return showRefusal(judged.refusal);
  const { leaf } = judged.value.version;
  place("shown").replaceChildren(...showProof(judged.value));
  showVerdict(
    "holds",
    make("p", { class: "lead" }, "The text below is what was approved, if the root key is its publisher's."),
  );
  document.title = `Holds: ${leaf.address}`;
}

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has lost its part ${id}`);
  return found;
}

function showRootKeys(keys: readonly CarriedKey[]): void {
  place("root").replaceChildren(
    makeFacts(
      keys.map(({ system, facts }) => [
        system === "ssh" ? "Root key (SSH)" : "Root key (OpenPGP)",
        code(system === "ssh" ? facts.fingerprint : inFours(facts.fingerprint)),
      ]),
    ),
    make(
      "p",
      {},
      make("strong", {}, "Compare this fingerprint"),
      " with what the publisher of the law prints elsewhere, letter by letter: a page can't vouch for its own root. Whoever makes a page with a root key of their own makes one that holds.",
    ),
  );
}

/** As gpg prints it for people. */
function inFours(fingerprint: string): string {
  return fingerprint.replace(/(?<=^(?:.{4})+)(?=.)/g, " ");
}

/** The proof as a file, byte for byte as `cutter kb prove` has written it, for `cutter kb verify`. */
function offerFile(text: string): void {
  const button = make("button", { type: "button" }, "Save the proof as a file");
  button.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([spokenJson(text)], { type: "application/json" }));
    make("a", { href, download: "proof.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });
  place("file").prepend(make("p", {}, button));
}

function showFault(why: string): void {
  showVerdict(
    "fault",
    make("p", { class: "lead" }, inline(why)),
    make("p", {}, "Nothing is told of this proof. Save it as a file, and check it with cutter kb verify."),
  );
}

// Nothing is added to the page any more once it is read to its end.
Promise.resolve(isReading() && whenRead())
  .then(check)
  .catch((fault) => showFault(fault instanceof Error ? fault.message : String(fault)));
