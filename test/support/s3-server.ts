import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A bucket on loopback, as much of S3 as rclone asks for: it has objects and no folders, and answers for a name that it lacks with an empty list. */
export interface BucketServer extends AsyncDisposable {
  readonly url: string;
  /** What lies there, by bucket and key. */
  readonly objects: Map<string, Buffer>;
  /** Answers what is put with this status and keeps nothing; null: as usual. */
  refusal: { readonly status: number; readonly code: string } | null;
}

export async function startBucket(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const name = decodeURIComponent(pathname);
    const isBucket = /^\/[^/]+\/?$/.test(name);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const content = objects.get(name);
    const { refusal } = bucket;
    if (refusal !== null && request.method === "PUT" && !isBucket)
      return void response.writeHead(refusal.status).end(`<Error><Code>${refusal.code}</Code></Error>`);
    if (isBucket && request.method === "GET")
      return void response
        .writeHead(200, { "Content-Type": "application/xml" })
        .end(listOf(objects, `${name.replace(/\/$/, "")}/`, searchParams.get("prefix") ?? ""));
    if (isBucket) return void response.writeHead(200).end();
    if (request.method === "PUT") {
      objects.set(name, Buffer.concat(chunks));
      return void response.writeHead(200, { ETag: etagOf(Buffer.concat(chunks)) }).end();
    }
    if (request.method === "DELETE") {
      objects.delete(name);
      return void response.writeHead(204).end();
    }
    if (content === undefined)
      return void response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
    const headers = {
      ETag: etagOf(content),
      "Content-Length": content.length,
      "Last-Modified": new Date(0).toUTCString(),
    };
    response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bucket: BucketServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    refusal: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bucket;
}

function listOf(objects: BucketServer["objects"], root: string, prefix: string): string {
  const rows = [...objects]
    .filter(([name]) => name.startsWith(`${root}${prefix}`))
    .map(
      ([name, content]) =>
        `<Contents><Key>${name.slice(root.length)}</Key><Size>${content.length}</Size><ETag>${etagOf(content)}</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
    );
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${rows.join("")}</ListBucketResult>`;
}

function etagOf(content: Buffer): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}
