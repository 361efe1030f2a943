import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Resolves names of commits to ids through one git process that stays: a process per question would cost more than all the rest. */
export interface NameResolver extends Disposable {
  /** The id of the commit that `name` stands for now, or null. */
  resolve(name: string): Promise<string | null>;
}

export function openNameResolver(
  folder: string,
  environment: Readonly<Record<string, string>>,
): NameResolver {
  const format = "--batch-check=%(objecttype) %(objectname)";
  const child = spawn("git", ["-C", folder, "cat-file", format], { env: { ...environment } });
  const waiting: ((answer: string | null) => void)[] = [];
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    waiting.shift()?.(/^commit ([0-9a-f]{40,})$/.exec(line)?.[1] ?? null);
  });
  child.on("close", () => {
    for (const answer of waiting.splice(0)) answer(null);
  });
  return {
    resolve(name) {
      // git answers one line for each line, so a name with white space can't be asked for.
      if (/\s/.test(name)) return Promise.resolve(null);
      return new Promise((answer) => {
        waiting.push(answer);
        child.stdin.write(`${name}^{commit}\n`);
      });
    },
    [Symbol.dispose]() {
      child.stdin.end();
    },
  };
}
