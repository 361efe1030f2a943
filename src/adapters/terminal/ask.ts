import { createInterface } from "node:readline/promises";

/** Asks a question that is answered by yes or no; anything else, the end of the input and a request to end are no. */
export async function askYes(question: string, interrupted: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While a line is read the terminal hands Ctrl-C over as a key.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const close = () => terminal.close();
  interrupted.addEventListener("abort", close);
  const unanswered = new Promise<string>((resolve) => terminal.once("close", () => resolve("\n")));
  try {
    const answered = terminal.question(question).catch(() => "\n");
    const answer = await Promise.race([answered, unanswered]);
    // Nobody has pressed return: the next line begins at its beginning.
    if (answer === "\n") process.stderr.write("\n");
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    interrupted.removeEventListener("abort", close);
    terminal.close();
  }
}
