import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLoopbackGitHub } from "./server.ts";

/** `npm run github-sim [FOLDER]`: a GitHub on 127.0.0.1 over a bare repository, to try things out against. */
const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), "github-sim-")));
const github = await startLoopbackGitHub({ folder, port: Number(process.env["PORT"] ?? "0") });
const person = github.addPerson("sovereign");
process.stdout.write(
  [
    `GITHUB_API_URL=${github.url}`,
    `GITHUB_REPOSITORY=${github.world.owner}/${github.world.name}`,
    `GITHUB_TOKEN=${github.tokens.bot}`,
    `SOVEREIGN_TOKEN=${person.token}`,
    `git remote: ${folder}`,
    "",
  ].join("\n"),
);
const stop = () => void github[Symbol.asyncDispose]();
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
