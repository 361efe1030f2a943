import { buffer } from "node:stream/consumers";
import { createMessage, readPrivateKey, sign } from "openpgp";
import { hideExperiments } from "../../../bin/hide-experiments.js";
import { readNamedFile } from "../../files/read-named-file.ts";

/**
 * A program that git can call in place of gpg (`gpg.program`): signs standard input with the private key file named first and
 * writes the detached armoured signature to standard output. For places without GnuPG, such as the demo.
 */
hideExperiments();
const [keyFile = ""] = process.argv.slice(2);
const signingKeys = await readPrivateKey({ armoredKey: String(await readNamedFile(keyFile)) });
const message = await createMessage({ binary: new Uint8Array(await buffer(process.stdin)) });
process.stdout.write(await sign({ message, signingKeys, detached: true }));
process.stderr.write("\n[GNUPG:] SIG_CREATED D\n");
