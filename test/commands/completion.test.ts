import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { readTree } from "../../docs/read-tree.ts";
import { GATE_NAMES, GATE_SHORT_NAMES } from "../../src/domain/gates.ts";
import { bundleCutter, runCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const bundle = await bundleCutter();
const folder = await makeTempFolder();
after(async () => {
  await bundle[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** The folder in which a shell completes: one file whose name holds a space, and one folder. */
const place = join(folder.path, "place");
await mkdir(join(place, "inner"), { recursive: true });
await writeFile(join(place, "a law.md"), "");
for (const shell of SHELLS) {
  const { stdout, code } = await runCutter(["completion", shell], { variables: {}, program: bundle.program });
  assert.equal(code, 0);
  await writeFile(join(folder.path, shell), stdout);
}

/** What a shell offers behind the words, of which the last one is begun. */
function complete(shell: Shell, words: readonly string[]): readonly string[] {
  const script = join(folder.path, shell);
  const env = { PATH: process.env["PATH"], HOME: folder.path, LC_ALL: "C.UTF-8" };
  const run = (program: string, args: readonly string[]) => {
    const { stdout, stderr } = spawnSync(program, args, { cwd: place, env, encoding: "utf8" });
    assert.equal(stderr, "");
    return stdout.split("\n").filter((line) => line !== "");
  };
  const list = ["cutter", ...words].map((word) => `'${word}'`).join(" ");
  if (shell === "bash")
    return run("bash", [
      "--norc",
      "-c",
      `source "${script}"; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _cutter; printf '%s\n' "\${COMPREPLY[@]}"`,
    ]);
  if (shell === "fish") {
    const typed = `cutter ${words.join(" ")}`;
    return run("fish", ["--no-config", "-c", `source "${script}"; complete -C '${typed}'`]).map((line) =>
      (line.split("\t")[0] ?? "").replace(/^.*=/, "").replaceAll("\\ ", " "),
    );
  }
  // zsh's own functions filter and draw; here they tell what they were given, and the begun word is compared.
  const begun = (words.at(-1) ?? "").replace(/^--[\w-]+=/, "");
  return run("zsh", [
    "-f",
    "-c",
    `compdef() { }; compset() { }; compadd() { shift; print -l -- "$@" }
     _describe() { print -l -- "\${(@P)2%%:*}" }
     _files() { if [[ $1 == -/ ]] { print -l -- *(/) } else { print -l -- * } }
     source "${script}"; words=(${list}); CURRENT=${words.length + 1}; _cutter`,
  ]).filter((word) => word.startsWith(begun));
}

const GATES = [...GATE_SHORT_NAMES, ...GATE_NAMES];

for (const shell of SHELLS) {
  for (const [words, offered] of [
    [["orch"], ["orchestrate"]],
    [
      ["source", ""],
      ["convert", "diff", "effect", "inspect", "register"],
    ],
    [
      ["orchestrate", "re"],
      ["reconcile", "renew", "resume", "revert"],
    ],
    [
      ["demo", "--engine", "p"],
      ["pglite", "postgresql"],
    ],
    [["demo", "--engine=po"], ["postgresql"]],
    [["approve", "--run", "source", "--gate", ""], GATES],
    [
      ["completion", ""],
      ["bash", "fish", "zsh"],
    ],
    [["status", "--ro"], ["--root"]],
    [["source", "inspect", "--tree", "a"], ["a law.md"]],
    [["status", "--root", "i"], ["inner"]],
    [["orchestrate", "void", "--why", ""], []],
  ] as const) {
    test(`${shell} completes ${JSON.stringify(words.join(" "))}`, () => {
      const asked: readonly string[] =
        shell === "bash" ? words.flatMap((word) => word.split(/(=)/)) : [...words];
      const found = complete(shell, asked).map((word) => word.replace(/\/$/, ""));
      assert.deepEqual([...new Set(found)].sort(), [...offered].sort());
    });
  }

  test(`${shell} reads its script without a complaint, and is offered every command and option`, async () => {
    execFileSync(shell, ["-n", join(folder.path, shell)], { stdio: "pipe" });
    for (const { path, commands, options } of await readTree()) {
      if (commands.length > 0 && path.length > 0)
        assert.deepEqual(complete(shell, [...path, ""]).toSorted(), [...commands].sort(), path.join(" "));
      if (path[0] !== "orchestrate") continue;
      const long = options.flatMap(({ names }) => names.filter((name) => name.startsWith("--")));
      const found = complete(shell, [...path, "--"]).filter((name) => name.startsWith("--"));
      assert.deepEqual(found.toSorted(), long.toSorted(), path.join(" "));
    }
  });
}
