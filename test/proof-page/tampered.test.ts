import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { readParts } from "../../src/compose/proof-page.ts";
import type { Proof } from "../../src/domain/proof.ts";
import { renderProofPage } from "../../src/reports/proof-page.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { type BuiltCutter, bundleCutter } from "../support/cutter.ts";
import { makeProofOf } from "../support/made-proof.ts";
import { openProofKeys, type ProofKeys } from "../support/proof-keys.ts";
import { carriedKeys, judgeInNode, lookAt, pageFile, twinsOf } from "../support/proof-page.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

/**
 * What no signature binds, so that a proof holds without it or with another one: when the base says that something was done, what of later
 * versions was left out, and which commits came before a policy that the root key has signed. A page says so where it tells of them.
 */
const UNBOUND = [
  "version.approval.used_utc",
  "later.0.approval.used_utc",
  "later.0.day.approval.used_utc",
  "later.0 taken away",
  "known.utc",
  "known.commit",
  "policy_now.utc",
];

let built: BuiltCutter;
let browser: TestBrowser;
let keys: ProofKeys;
let folder: Awaited<ReturnType<typeof makeTempFolder>>;
let proof: Proof;
let rootKeys: ReturnType<typeof carriedKeys>;

before(async () => {
  [built, browser, keys, folder] = await Promise.all([
    bundleCutter(),
    openBrowser(),
    openProofKeys(),
    makeTempFolder(),
  ]);
  const [root, approver] = await Promise.all([keys.make("openpgp ed25519"), keys.make("ssh ed25519")]);
  rootKeys = carriedKeys(root);
  proof = await makeProofOf({
    ...{ root, approver, isPolicyChanged: true },
    versions: [
      { text: "A ship pays one crown a day.\n" },
      { text: "A ship pays two crowns a day.\n", day: "2021-03-01" },
    ],
  });
});
after(async () => {
  for (const opened of [browser, keys, built, folder]) await opened[Symbol.asyncDispose]();
});

test("with anything of the proof changed or taken away, the page and cutter kb verify say the same (V-12, V-13)", async () => {
  const parts = await readParts(`${built.folder}/proof-page`);
  await using watched = await browser.open({ scheme: "light", width: 800 });
  const look = (proofText: string, keysValue: unknown) =>
    lookAt(
      watched.page,
      pageFile(folder.path),
      renderProofPage(parts, { proofText, rootKeys: keysValue as typeof rootKeys }),
    );
  const compare = async (where: string, proofValue: unknown, keysValue: unknown) => {
    const proofText = JSON.stringify(proofValue);
    const { headline, ...seen } = await look(proofText, keysValue);
    assert.deepEqual(seen, await judgeInNode(proofText, JSON.stringify(keysValue)), where);
    assert.equal(headline, seen.verdict === "holds" ? "Holds" : "DOES NOT HOLD", where);
    return seen.verdict;
  };
  assert.equal(await compare("as it was made", proof, rootKeys), "holds");
  const holding: string[] = [];
  let twins = 0;
  for (const { where, value } of twinsOf(proof)) {
    twins += 1;
    if ((await compare(where, value, rootKeys)) === "holds")
      holding.push(where.replaceAll(/[0-9a-f]{40}/g, "COMMIT"));
  }
  assert.deepEqual(holding, UNBOUND);
  assert.ok(twins > 200, `${twins}`);
  for (const { where, value } of twinsOf(rootKeys))
    assert.equal(await compare(`root key ${where}`, proof, value), "refused", where);
  assert.deepEqual(watched.amiss, []);
});
