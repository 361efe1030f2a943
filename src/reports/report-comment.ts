/**
 * A phase report as a comment: a passed one is folded under its name and result, any other is shown open. The machine-readable header is at
 * the end, in a fence, so that its `---` is not rendered as a rule or a heading.
 */
export function renderReportComment(report: {
  readonly name: string;
  readonly markdown: string;
  readonly sha256: string;
}): string {
  const { header, body } = splitHeader(report.markdown);
  const result = header.find((line) => line.startsWith("result: "))?.slice("result: ".length) ?? "unknown";
  const content = [body.trim(), "", "```text", ...header, "```"].join("\n");
  if (result !== "passed") return `${content}\n`;
  return `<details><summary>${report.name}: ${result}</summary>\n\n${content}\n\n</details>\n`;
}

function splitHeader(markdown: string): { readonly header: readonly string[]; readonly body: string } {
  const lines = markdown.split("\n");
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0) return { header: [], body: markdown };
  return { header: lines.slice(1, end), body: lines.slice(end + 1).join("\n") };
}
