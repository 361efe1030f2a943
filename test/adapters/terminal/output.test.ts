import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { openOutput } from "../../../src/adapters/terminal/output.ts";

const HOSTILE: readonly (readonly [string, string, string])[] = [
  ["a command to the runner", "::error file=x::y", ":\u200b:error file=x::y"],
  ["a command behind spaces", "  ::add-mask::x", "  :\u200b:add-mask::x"],
  ["a command in a later line", "a\n::stop-commands::x", "a\n:\u200b:stop-commands::x"],
  ["a command of the older form", "##[error]x", "#\u200b#[error]x"],
  ["a sequence that steers a terminal", "\u001b[2Jx\r", "\\x1b[2Jx\\x0d"],
  ["text that turns itself around", "a\u202eb\u2066c\u061cd", "a\\x{202e}b\\x{2066}c\\x{61c}d"],
  ["text that nobody sees", "a\u3164b\u2800c\u{e0041}\u2028", "a\\x{3164}b\\x{2800}c\\x{e0041}\\x{2028}"],
  ["a joiner in a script that needs it", "\u0915\u200d", "\u0915\u200d"],
];

test("JSON writes what nobody sees as escapes that mean the same (R-14)", (t) => {
  const text =
    "a\u202eb\u2066\u061c\u180e\u{e0001}\u3164\u115f\u1160\uffa0\u2800\u0085\u007f\u2028 \u0915\u200d \ud800 \n\t";
  const out = t.mock.method(process.stdout, "write", () => true);
  openOutput({ json: true, redact: (line) => line, colour: false }).json({
    [text]: text,
    list: [text, { text }],
  });
  const written = out.mock.calls.map((call) => call.arguments[0]).join("");
  t.mock.restoreAll();
  assert.doesNotMatch(written, /[^\n\x20-\x7e\u0915]/);
  assert.deepEqual(JSON.parse(written), { [text]: text, list: [text, { text }] });
});

for (const [name, text, shown] of HOSTILE) {
  test(`${name} is shown and does nothing (R-14)`, (t) => {
    const [out, err] = [process.stdout, process.stderr].map((stream) =>
      t.mock.method(stream, "write", () => true),
    );
    const output = openOutput({ json: false, redact: (line) => line, colour: false });
    output.line(text);
    output.error(text);
    output.progress.note(text);
    const written = [out, err].map((mock) => mock?.mock.calls.map((call) => call.arguments[0]) ?? []);
    t.mock.restoreAll();
    assert.deepEqual(written, [[`${shown}\n`], [`${shown}\n`, `    ${shown}\n`]]);
  });
}

const OUTPUT = join(import.meta.dirname, "../../../src/adapters/terminal/output.ts");
const WATCH = join(import.meta.dirname, "../../../src/adapters/terminal/watch-output.ts");

for (const json of [true, false])
  test(`where nobody reads any more, no further page ${json ? "of the object " : ""}is asked for`, async () => {
    const program = `
      import { openOutput } from ${JSON.stringify(OUTPUT)};
      import { watchOutput } from ${JSON.stringify(WATCH)};
      watchOutput(() => undefined);
      const output = openOutput({ json: ${json}, redact: (text) => text, colour: false });
      let asked = 0;
      const pages = async function* () {
        for (; asked < 2000; asked++) {
          output.line("x".repeat(100_000));
          yield ["x".repeat(100_000)];
        }
      };
      await output.pages({}, { name: "pages", pages: pages() });
      process.stderr.write(String(asked));`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.once("readable", () => child.stdout.destroy());
    const told = child.stderr.setEncoding("utf8").toArray();
    const [code] = await once(child, "close");
    assert.equal(code, 0);
    const asked = (await told).join("");
    assert.match(asked, /^\d{1,2}$/);
  });

for (const json of [true, false])
  test(`where nobody reads and the process is asked to end, no further page ${json ? "of the object " : ""}is waited for (F-61)`, async () => {
    const program = `
      import { openOutput } from ${JSON.stringify(OUTPUT)};
      const asked = new AbortController();
      const output = openOutput({ json: ${json}, redact: (text) => text, colour: false, interrupted: asked.signal });
      const pages = async function* () {
        for (;;) {
          setTimeout(() => asked.abort("SIGINT"), 50);
          output.line("x".repeat(100_000));
          yield ["x".repeat(100_000)];
        }
      };
      await output.pages({}, { name: "pages", pages: pages() }).catch((cause) => process.stderr.write(cause.refusal.reason));
      process.exit();`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const told = child.stderr.setEncoding("utf8").toArray();
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.equal((await told).join(""), "STOP_INTERRUPTED");
  });
