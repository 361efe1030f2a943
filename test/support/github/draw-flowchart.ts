interface Node {
  readonly id: string;
  readonly lines: readonly string[];
  readonly isGate: boolean;
  readonly look: string;
}

interface Lane {
  readonly title: string;
  readonly nodes: readonly Node[];
}

const [NODE_WIDTH, NODE_HEIGHT, GAP, PAD, TITLE] = [128, 46, 26, 16, 28];

/** Draws the part of Mermaid's flowcharts that the run card uses (lanes of nodes, classes, arrows) as SVG; null for any other chart. */
export function drawFlowchart(text: string): string | null {
  const lanes = readLanes(text);
  if (lanes.length === 0) return null;
  const looks = new Map(
    [...text.matchAll(/^ *classDef (\w+) (.+)$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
  const widest = Math.max(...lanes.map((lane) => lane.nodes.length));
  const width = widest * (NODE_WIDTH + GAP) - GAP + 2 * PAD;
  const laneHeight = TITLE + NODE_HEIGHT + PAD;
  const height = lanes.length * (laneHeight + GAP) - GAP;
  const body = lanes.map((lane, at) =>
    drawLane(
      lane,
      { top: at * (laneHeight + GAP), width, laneHeight, isLast: at === lanes.length - 1 },
      looks,
    ),
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="phases of the run" style="max-width:${width}px;width:100%">${ARROW}${body.join("")}</svg>`;
}

const ARROW =
  '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8Z" fill="#57606a"/></marker></defs>';

function drawLane(
  lane: Lane,
  place: {
    readonly top: number;
    readonly width: number;
    readonly laneHeight: number;
    readonly isLast: boolean;
  },
  looks: ReadonlyMap<string, string>,
): string {
  const { top, width, laneHeight } = place;
  const rowWidth = lane.nodes.length * (NODE_WIDTH + GAP) - GAP;
  const left = (width - rowWidth) / 2;
  const y = top + TITLE;
  const nodes = lane.nodes.map((node, at) =>
    drawNode(node, left + at * (NODE_WIDTH + GAP), y, looks.get(node.look) ?? ""),
  );
  const arrows = lane.nodes.slice(1).map((_, at) => {
    const x = left + (at + 1) * (NODE_WIDTH + GAP) - GAP;
    return arrow(x, y + NODE_HEIGHT / 2, x + GAP - 2, y + NODE_HEIGHT / 2);
  });
  const down = place.isLast ? "" : arrow(width / 2, top + laneHeight, width / 2, top + laneHeight + GAP - 2);
  return [
    `<rect x="1" y="${top + 1}" width="${width - 2}" height="${laneHeight - 2}" rx="6" fill="#ffffde" fill-opacity=".35" stroke="#d0d7de"/>`,
    `<text x="${width / 2}" y="${top + 19}" text-anchor="middle" font-size="13">${escapeText(lane.title)}</text>`,
    ...arrows,
    ...nodes,
    down,
  ].join("");
}

function drawNode(node: Node, x: number, y: number, look: string): string {
  const style = (name: string, otherwise: string) =>
    new RegExp(`(?:^|,)${name}:([^,]+)`).exec(look)?.[1] ?? otherwise;
  const paint = `fill="${style("fill", "#fff")}" stroke="${style("stroke", "#57606a")}" stroke-width="${style("stroke-width", "1px")}"`;
  const [w, h, cut] = [NODE_WIDTH, NODE_HEIGHT, 14];
  const shape = node.isGate
    ? `<path d="M${x + cut} ${y}H${x + w - cut}L${x + w} ${y + h / 2}L${x + w - cut} ${y + h}H${x + cut}L${x} ${y + h / 2}Z" ${paint}/>`
    : `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="4" ${paint}/>`;
  const words = node.lines.map(
    (line, at) =>
      `<text x="${x + w / 2}" y="${y + 19 + at * 17}" text-anchor="middle" font-size="12.5" fill="${style("color", "#1f2328")}">${escapeText(line)}</text>`,
  );
  return shape + words.join("");
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#57606a" marker-end="url(#tip)"/>`;
}

function readLanes(text: string): readonly Lane[] {
  return [...text.matchAll(/^ *subgraph \w+\["([^"]*)"\]\n([\s\S]*?)^ *end$/gm)].map((match) => ({
    title: match[1] ?? "",
    nodes: [...(match[2] ?? "").matchAll(/^ *(\w+)(\[|\{\{)"([^"]*)"(?:\]|\}\}):::(\w+)$/gm)].map((node) => ({
      id: node[1] ?? "",
      isGate: node[2] === "{{",
      lines: (node[3] ?? "").split("<br/>"),
      look: node[4] ?? "",
    })),
  }));
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
