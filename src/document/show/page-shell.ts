import { sha256Hex } from "../../json/canonical-json.ts";

/**
 * The beginning of a self-contained page, up to its body. It loads nothing; it runs no script but the one that is named here by its digest. `title`
 * is escaped already.
 */
export function renderPageHead({
  title,
  style,
  script = null,
}: {
  readonly title: string;
  readonly style: string;
  readonly script?: string | null;
}): string {
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${scriptSource(script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>${style}</style>\n</head>\n<body>`,
  ].join("\n");
}

function scriptSource(script: string | null): string {
  if (script === null) return "";
  const digest = Buffer.from(sha256Hex(script), "hex").toString("base64");
  return `; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}
