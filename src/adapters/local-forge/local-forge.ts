import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Gate } from "../../domain/gates.ts";
import { carriedRefusal, refusal } from "../../domain/refusal.ts";
import { accepted, refused } from "../../domain/result.ts";
import { gatePath, placeFiles, requestBranch } from "../../domain/run-paths.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import type { Forge } from "../../ports/forge.ts";

/** Meets people without GitHub: requests are commits on branches of the control repository, reports are files. */
export function createLocalForge(options: {
  readonly repository: ControlRepository;
  readonly defaultRef: string;
  readonly reportFolder: string;
  /** The text of the request in a commit, or null. */
  readonly readRequest: (commit: string, runId: string, gate: Gate) => Promise<string | null>;
}): Forge {
  const { repository } = options;
  return {
    async openRequest(request) {
      const branch = requestBranch(request);
      const ref = `refs/heads/${branch}`;
      const path = gatePath(request, "request");
      const where = `branch ${branch}`;
      // The branch may already carry an approval, so a repetition must not move it.
      const tip = await repository.resolveRef(ref);
      if (
        tip !== null &&
        (await options.readRequest(tip, request.runId, request.gate)) === request.requestText
      ) {
        return accepted({ where });
      }
      const parent = await repository.resolveRef(options.defaultRef);
      try {
        await repository.commitFiles({
          ref,
          parent,
          files: { ...placeFiles(request), [path]: request.requestText },
          message: `Request ${request.gate} of ${request.runId}\n\npayload_sha256: ${request.payloadSha256}\n`,
          at: request.at,
        });
        return accepted({ where });
      } catch (cause) {
        const actual = String(cause);
        return refused(carriedRefusal(cause) ?? refusal("STOP_REQUEST_FAILED", { field: ref, actual }));
      }
    },
    /** `cutter approve` reads the request on its branch or, without one, on the default branch. */
    async findRequest({ runId, gate, requestText }) {
      const branch = requestBranch({ runId, gate });
      const tip = await repository.resolveRef(`refs/heads/${branch}`);
      const at = tip ?? (await repository.resolveRef(options.defaultRef));
      const text = at === null ? null : await options.readRequest(at, runId, gate);
      if (text === requestText) return accepted({ where: `branch ${branch}`, found: `branch ${branch}` });
      const found = tip === null ? `no branch ${branch}` : `another request on branch ${branch}`;
      return accepted({ where: null, found });
    },
    async postReport(report) {
      const folder = join(options.reportFolder, report.runId);
      return writeOnce(join(folder, `${report.name}.md`), report.markdown);
    },
    async publishFiles({ branch, files, message, at }) {
      const ref = `refs/heads/${branch}`;
      try {
        const parent =
          (await repository.resolveRef(ref)) ?? (await repository.resolveRef(options.defaultRef));
        await repository.commitFiles({ ref, parent, files, message, at });
        return accepted({ where: `branch ${branch}` });
      } catch (cause) {
        const found = carriedRefusal(cause);
        return refused(found ?? refusal("STOP_REPORT_UPLOAD_FAILED", { field: ref, actual: String(cause) }));
      }
    },
    async showCard(card) {
      const folder = join(options.reportFolder, card.runId);
      const path = join(folder, "run-card.md");
      try {
        await mkdir(folder, { recursive: true, mode: 0o750 });
        await writeFile(`${path}.new`, card.markdown, { mode: 0o640, flush: true });
        await rename(`${path}.new`, path);
        return accepted(null);
      } catch (cause) {
        return refused(refusal("STOP_REPORT_UPLOAD_FAILED", { field: path, actual: String(cause) }));
      }
    },
  };
}

/** Never overwrites a report: the same content is accepted as a repetition, other content is refused. */
async function writeOnce(path: string, content: string) {
  try {
    await mkdir(join(path, ".."), { recursive: true, mode: 0o750 });
    const present = await readNamedFile(path).catch((cause: { code?: string }) => {
      if (cause.code === "ENOENT") return null;
      throw cause;
    });
    if (present !== null && present.toString("utf8") !== content) {
      return refused(
        refusal("STOP_REPORT_UPLOAD_FAILED", {
          field: path,
          expected: "no report, or this one",
          actual: "another report of that name",
        }),
      );
    }
    if (present === null) {
      await writeFile(`${path}.new`, content, { mode: 0o640, flush: true });
      await rename(`${path}.new`, path);
    }
    return accepted({ where: path });
  } catch (cause) {
    return refused(refusal("STOP_REPORT_UPLOAD_FAILED", { field: path, actual: String(cause) }));
  }
}
