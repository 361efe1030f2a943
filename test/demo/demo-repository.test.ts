import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { mustRunGit } from "../../src/adapters/git/git-process.ts";
import { generateOpenPgpKey } from "../../src/adapters/openpgp/generate-key.ts";
import { startLine } from "../../src/compose/code-root.ts";
import { makeDemoRepository } from "../../src/demo/demo-repository.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

for (const name of ["plain", "it's here", `"$HOME" \`id\` \\`]) {
  test(`the first commit of the demo is signed in a folder called ${name}`, async () => {
    await using temp = await makeTempFolder();
    const folder = join(temp.path, name);
    await mkdir(folder);
    const at = new Date("2020-01-01T00:00:00Z");
    const key = await generateOpenPgpKey({ name: "Root", email: "root@demo.invalid", at });
    const repository = join(folder, "control");
    const searchPath = process.env["PATH"] ?? "";
    await makeDemoRepository({
      folder,
      repository,
      keys: { root: key, sovereign: key, recipient: key },
      signer: startLine("adapters/openpgp/sign-stdin.ts"),
      searchPath,
    });
    const commit = await mustRunGit(
      { PATH: searchPath },
      { args: ["-C", repository, "cat-file", "commit", "main"] },
    );
    assert.match(commit, /^gpgsig -----BEGIN PGP SIGNATURE-----$/m);
  });
}
