import { spawn } from "node:child_process";

/** A block of commands of a page, as it is printed. */
export interface PageBlock {
  /** The heading under which it stands. */
  readonly heading: string;
  readonly text: string;
  /** What stands behind `sh` on its first line, such as `exit=3`. */
  readonly marks: readonly string[];
}

export function readBlocks(page: string): readonly PageBlock[] {
  let heading = "";
  return [...page.matchAll(/^## (.+)$|^```sh *([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, title, marks = "", commands]) => {
      if (title !== undefined) heading = title;
      return commands === undefined
        ? []
        : [{ heading, text: commands, marks: marks.split(" ").filter((mark) => mark !== "") }];
    },
  );
}

/** A shell in which one block follows the other, as in a terminal: what one sets the next finds. */
export interface PageShell extends AsyncDisposable {
  /** Ends with the code of the last command that failed, else with 0. */
  run(text: string): Promise<{ readonly code: number; readonly said: string }>;
}

export function openPageShell(variables: Readonly<Record<string, string>>): PageShell {
  const child = spawn("bash", ["--noprofile", "--norc"], {
    env: { ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      look();
    });
  const ended = new Promise<void>((end) => {
    child.on("close", () => end());
  });
  child.stdin.write("exec 2>&1\ntrap 'FAILED=$?' ERR\n");
  let blocks = 0;
  return {
    async run(text) {
      blocks += 1;
      said = "";
      const end = new RegExp(`^@@${blocks} (\\d+)@@$`, "m");
      child.stdin.write(`FAILED=0\n${text}\necho; echo "@@${blocks} $FAILED@@"\n`);
      await Promise.race([
        new Promise<void>((done) => {
          look = () => end.test(said) && done();
          look();
        }),
        ended,
      ]);
      const [line = "", failed] = end.exec(said) ?? [];
      return { code: failed === undefined ? -1 : Number(failed), said: said.replace(line, "").trim() };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
