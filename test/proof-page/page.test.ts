import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import fc from "fast-check";
import type { Page } from "playwright-core";
import { hashObject } from "../../src/adapters/git/hash-object.ts";
import { readParts } from "../../src/compose/proof-page.ts";
import { renderProof } from "../../src/compose/proofs.ts";
import { inertJson, spokenJson } from "../../src/domain/inert-json.ts";
import type { Proof } from "../../src/domain/proof.ts";
import { showUnseenIn } from "../../src/domain/unseen.ts";
import { type PageParts, renderProofPage } from "../../src/reports/proof-page.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { type BuiltCutter, bundleCutter } from "../support/cutter.ts";
import { makeProofOf, type ProofKey } from "../support/made-proof.ts";
import { KEY_KINDS, type KeyKind, openProofKeys, type ProofKeys } from "../support/proof-keys.ts";
import { carriedKeys, judgeInNode, lookAt, pageFile } from "../support/proof-page.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const TEXT = "A ship pays one crown a day.\n";

let built: BuiltCutter;
let browser: TestBrowser;
let keys: ProofKeys;
let folder: Awaited<ReturnType<typeof makeTempFolder>>;
let parts: PageParts;
let root: ProofKey;
let approver: ProofKey;
let proof: Proof;

before(async () => {
  [built, browser, keys, folder] = await Promise.all([
    bundleCutter(),
    openBrowser(),
    openProofKeys(),
    makeTempFolder(),
  ]);
  parts = await readParts(`${built.folder}/proof-page`);
  [root, approver] = await Promise.all([keys.make("openpgp ed25519"), keys.make("ssh ed25519")]);
  proof = await makeProofOf({
    root,
    approver,
    versions: [{ text: TEXT }, { text: "Two crowns.\n", day: "2021-03-01" }],
  });
});
after(async () => {
  for (const opened of [browser, keys, built, folder]) await opened[Symbol.asyncDispose]();
});

function pageOf(value: Proof = proof, keysOfPage = carriedKeys(root)): string {
  return renderProofPage(parts, { proofText: renderProof(value), rootKeys: keysOfPage });
}

const look = (page: Page, html: string) => lookAt(page, pageFile(folder.path), html);

/** As the page prints it. */
function printed({ fingerprint, file }: ProofKey): string {
  return file.system === "ssh" ? fingerprint : fingerprint.replace(/(?<=^(?:.{4})+)(?=.)/g, " ");
}

test("a page tells what was approved by whom, under which root key, and what it does not know", async () => {
  await using watched = await browser.open({ scheme: "light", width: 900 });
  const html = pageOf();
  assert.ok(html.length < 1_000_000, `${html.length} bytes`);
  const seen = await look(watched.page, html);
  assert.deepEqual(seen, { verdict: "holds", headline: "Holds", facts: [], text: TEXT.trimEnd() });
  const shown = await watched.page.innerText("main");
  const { leaf, approval, run_id: run } = proof.version;
  for (const told of [
    ...[leaf.address, leaf.document_id, leaf.content_hash, "from 2020-01-01 until 2021-02-28"],
    ...["alice", approver.fingerprint, approval.used_utc, approval.history.tip, run, "policy\nversion 1"],
    ...["amendment: HARBOUR/ARTICLE-2", "from 2021-03-01", proof.later[0]?.run_id ?? "none"],
    ...["Its day was set later, from 2021-01-01 to 2021-03-01:", proof.later[0]?.day?.run_id ?? "none"],
    ...[
      "By 2026-06-01T21:00:00Z nothing else had followed, as whoever made this page says",
      "this page does not know",
    ],
    ...[printed(root), "Compare this fingerprint", "a page can't vouch for its own root"],
  ])
    assert.ok(shown.toLowerCase().includes(told.toLowerCase()), `${told} in ${shown}`);
  assert.equal(await watched.page.title(), "Holds: HARBOUR/ARTICLE-2");
  assert.deepEqual(watched.amiss, []);
});

test("the proof can be saved out of the page as it was written, also where it does not hold", async () => {
  await using watched = await browser.open({ scheme: "light", width: 900 });
  for (const value of [proof, { ...proof, text: `${HOSTILE}\\u003c\\\\u003c` }]) {
    await look(watched.page, pageOf(value));
    const [download] = await Promise.all([
      watched.page.waitForEvent("download"),
      watched.page.click("text=Save the proof as a file"),
    ]);
    assert.equal(download.suggestedFilename(), "proof.json");
    assert.equal(await readFile(await download.path(), "utf8"), renderProof(value));
  }
});

for (const [rootKind, approverKind, format] of pairsOfKinds()) {
  test(`a page holds under ${rootKind} with an approval by ${approverKind} in a ${format} repository, and under no other root key (V-16)`, async () => {
    const [ownRoot, other, ownApprover] = await Promise.all([
      keys.make(rootKind),
      keys.make(rootKind),
      keys.make(approverKind),
    ]);
    const made = await makeProofOf({
      ...{ root: ownRoot, approver: ownApprover, format, isPolicyChanged: true },
      versions: [{ text: TEXT }],
    });
    await using watched = await browser.open({ scheme: "light", width: 900 });
    assert.equal((await look(watched.page, pageOf(made, carriedKeys(ownRoot)))).verdict, "holds");
    assert.ok((await watched.page.innerText("#root")).includes(printed(ownRoot)));
    const refused = await look(watched.page, pageOf(made, carriedKeys(other)));
    assert.equal(refused.headline, "DOES NOT HOLD");
    assert.deepEqual(refused.facts[0], ["Reason", "STOP_POLICY_UNTRUSTED"]);
    assert.equal(refused.text, null);
    const forged = await makeProofOf({
      root: ownRoot,
      approver: ownApprover,
      format,
      versions: [{ text: TEXT }],
    });
    const { headline, ...seen } = await look(
      watched.page,
      pageOf(withOtherSignature(forged), carriedKeys(ownRoot)),
    );
    assert.equal(headline, "DOES NOT HOLD");
    assert.deepEqual(seen.facts[0], ["Reason", "STOP_APPROVAL_SIG_BAD"]);
    assert.deepEqual(
      seen,
      await judgeInNode(JSON.stringify(withOtherSignature(forged)), JSON.stringify(carriedKeys(ownRoot))),
    );
    assert.deepEqual(watched.amiss, []);
  });
}

/** The same with a letter of the approval's signature changed, and every id as that commit then has it: only mathematics can tell. */
function withOtherSignature(made: Proof): Proof {
  const { tip } = made.version.approval.history;
  const signed = made.objects.find(({ id }) => id === tip);
  assert.ok(signed);
  const commit = Buffer.from(signed.base64, "base64").toString("latin1");
  // Twelve digits before its end stand the numbers of every system, and neither padding nor checksum.
  const other = commit.replace(/.(?=(?:\n ?)?(?:[A-Za-z0-9+/]\s*){11}=*(?:\n =.{4})?\n -----END)/, (digit) =>
    digit === "b" ? "c" : "b",
  );
  assert.notEqual(other, commit);
  const content = Buffer.from(other, "latin1");
  const id = hashObject(tip, "commit", content);
  const text = JSON.stringify(made).replaceAll(signed.base64, content.toString("base64")).replaceAll(tip, id);
  return JSON.parse(text);
}

/** Each kind as a root key and as that of a person, beside one of the other system. */
function pairsOfKinds(): readonly (readonly [root: KeyKind, approver: KeyKind, format: "sha1" | "sha256"])[] {
  return KEY_KINDS.map((kind, at) => {
    const other = KEY_KINDS[(at + KEY_KINDS.length / 2) % KEY_KINDS.length] ?? kind;
    return [kind, other, at % 2 === 0 ? "sha256" : "sha1"];
  });
}

const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<!--<script>alert(2)//",
  "<img src=x onerror=alert(3)><svg onload=alert(4)>",
  "&lt;b&gt; &amp; &#60;",
  "\u2028\u2029\u202eover\u202c \u2066there\u2069 \u200b\u0000\u0007",
  "]]> -->\r\n<a href='javascript:alert(5)'>",
  "نص 法律 ‏ \u{1f6a2}",
].join("\n");

test("a hostile title and text are shown as what they are, and do nothing (V-15)", async () => {
  const hostile = await makeProofOf({
    ...{ root, approver },
    versions: [
      { text: HOSTILE, leaf: { title: HOSTILE, document_id: HOSTILE, unit: HOSTILE, address: HOSTILE } },
    ],
  });
  await using watched = await browser.open({ scheme: "light", width: 400 });
  const tame = await look(watched.page, pageOf({ ...proof, later: [] }));
  assert.equal(tame.verdict, "holds");
  const count = "document.querySelectorAll('script, img, svg, a, style, b').length";
  const before = await watched.page.evaluate(count);
  const seen = await look(watched.page, pageOf(hostile));
  assert.equal(seen.verdict, "holds");
  assert.equal(seen.text, showUnseenIn(HOSTILE));
  assert.equal(await watched.page.evaluate(count), before);
  assert.match(await watched.page.innerText("article"), /written by its code point/);
  assert.deepEqual(watched.amiss, []);
});

test("JSON in a page says what it said, without a letter that a page or an eye reads otherwise", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(HOSTILE, "plain"), (value, more) => {
      const text = JSON.stringify({ value, more });
      const inert = inertJson(text);
      assert.deepEqual(JSON.parse(inert), JSON.parse(text));
      assert.equal(spokenJson(inert), text);
      assert.doesNotMatch(inert, /[<>&\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("with another script the page stays at saying that nothing was checked (V-14)", async () => {
  await using watched = await browser.open({ scheme: "light", width: 800 });
  const altered = pageOf().replace('"Holds"', '"Hold"').replace("Holds:", "Hold:");
  await writeFile(pageFile(folder.path), altered);
  await watched.page.goto(pathToFileURL(pageFile(folder.path)).href);
  assert.match(await watched.page.innerText("#verdict"), /^Nothing was checked/);
  assert.equal(await watched.page.textContent("#shown"), "");
  assert.equal(watched.amiss.filter((one) => /Content Security Policy/.test(one)).length, 1);
});

test("what is added to the page runs nothing and asks nobody (V-14)", async () => {
  await using watched = await browser.open({ scheme: "light", width: 800 });
  await using server = await listen();
  const { host } = server;
  const added =
    `<script>document.title = 'mine'</script><script src='${host}/a.js'></script><img src='${host}/a.png' onerror='document.title = 1'>` +
    `<link rel=stylesheet href='${host}/a.css'><iframe src='${host}'></iframe><style>#verdict { display: none }</style>`;
  const seen = await look(watched.page, pageOf().replace("<main>", `<main>${added}`));
  assert.equal(seen.verdict, "holds");
  assert.equal(await watched.page.title(), "Holds: HARBOUR/ARTICLE-2");
  assert.ok(await watched.page.isVisible("#verdict"));
  assert.equal(server.asked(), 0);
});

test("what is written into the page, or hidden of it, is gone once the page has decided (V-18)", async () => {
  const fake = `<div class="holds"><h1>Holds</h1></div><div class="text">A ship pays NINE crowns a day.</div>`;
  const place = (id: string) => new RegExp(`<div id="${id}"[^>]*>`);
  const altered: readonly ((html: string) => string)[] = [
    (html) => html.replace(place("shown"), `${fake}<div id="shown" hidden>`),
    (html) => html.replace(place("root"), `<div id="root" hidden></div><div>AAAA BBBB NINE</div><div>`),
    (html) =>
      html.replace("<main>", `<main><div hidden><div id="verdict"></div><div id="shown"></div></div>${fake}`),
    (html) => html.replace("<main>", `<main><svg><text y="60">NINE crowns</text></svg>`),
    (html) => html.replace("</body>", `${fake}</body>`),
    (html) =>
      html
        .replace('<html lang="en">', '<html lang="en" hidden>')
        .replace("<body>", `<body hidden class="holds">`),
    (html) =>
      html.replace("<body>", `<body><template shadowrootmode="open"><h1>Holds</h1>NINE crowns</template>`),
    (html) => html.replace("<body>", `<body><template shadowrootmode="open">NINE <slot></slot></template>`),
    ...[
      "body",
      "documentElement",
      "getElementById",
      "createElement",
      "readyState",
      "replaceChildren",
      "title",
    ].map(
      (name) => (html: string) =>
        html
          .replace('<html lang="en">', '<html lang="en" hidden>')
          .replace("<body>", `<body hidden dir="rtl"><form name="${name}">NINE</form><img name="${name}">`)
          .replace(place("verdict"), `<div id="verdict" class="holds" role="status"><b>NINE</b>`),
    ),
  ];
  for (const alter of altered) {
    await using watched = await browser.open({ scheme: "light", width: 800 });
    assert.notEqual(alter(pageOf()), pageOf());
    const seen = await look(watched.page, alter(pageOf()));
    assert.deepEqual([seen.verdict, seen.text], ["holds", TEXT.trimEnd()]);
    const shown = await watched.page.innerText("html");
    assert.doesNotMatch(shown, /NINE/);
    for (const told of ["Holds", printed(root), TEXT.trimEnd()]) assert.ok(shown.includes(told), shown);
  }
  await using watched = await browser.open({ scheme: "light", width: 800 });
  const broken = pageOf({ ...proof, text: "Nine.\n" });
  const seen = await look(
    watched.page,
    broken
      .replace(place("verdict"), `${fake}<div id="verdict" hidden>`)
      .replace(/<title>.*?<\/title>/, "<title>Holds</title>"),
  );
  assert.equal(seen.verdict, "refused");
  assert.doesNotMatch(await watched.page.innerText("html"), /NINE|Holds/);
  assert.equal(await watched.page.title(), "DOES NOT HOLD");
});

/** A host that counts what it is asked. A browser opens a connection for a frame before it heeds the policy, and then says nothing over it. */
async function listen() {
  let asked = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("data", () => {
      asked += 1;
      socket.destroy();
    });
    socket.on("error", () => socket.destroy());
    sockets.push(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test("without JavaScript the page says that nothing was checked, and shows nothing of the text", async () => {
  await using watched = await browser.open({ scheme: "light", width: 800 });
  const context = await watched.page.context().browser()?.newContext({ javaScriptEnabled: false });
  assert.ok(context);
  await writeFile(pageFile(folder.path), pageOf());
  const page = await context.newPage();
  await page.goto(pathToFileURL(pageFile(folder.path)).href);
  const shown = await page.innerText("body");
  assert.match(shown, /^Nothing was checked\n/);
  assert.doesNotMatch(shown, /crown|Holds/);
  await context.close();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    test(`a page is without barriers and fits, ${scheme} and ${width} wide, whether it holds or not`, async () => {
      await using watched = await browser.open({ scheme, width });
      const { page } = watched;
      for (const value of [proof, { ...proof, text: "Another." }]) {
        await look(page, pageOf(value));
        const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert.equal(await page.evaluate(overflow), 0);
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], preload: false, resultTypes: ["violations"] })`,
        );
        const { violations } = found as {
          violations: readonly { id: string; nodes: readonly { html: string }[] }[];
        };
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
          [],
        );
      }
    });
  }
}
