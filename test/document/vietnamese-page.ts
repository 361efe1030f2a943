import { type Dice, makeDice } from "../oracle/dice.ts";
import { type ActBlock, type ActKind, makeVietnameseAct } from "./vietnamese-act.ts";

/** How the act is printed: with marks, with blank lines, or as the text of a PDF, hard-wrapped without blank lines. */
export const PAGE_LAYOUTS = ["markdown", "bold", "plain", "wrapped", "scanned"] as const;
export type PageLayout = (typeof PAGE_LAYOUTS)[number];

/** A printed act, with what a right cut finds in it. */
export interface PrintedAct {
  readonly text: string;
  readonly units: readonly { readonly label: string; readonly title: string }[];
  readonly containers: readonly string[];
}

interface Printer {
  readonly dice: Dice;
  readonly layout: PageLayout;
  /** What follows the number of an article. */
  readonly unitMark: string;
  /** What follows the number of a container. */
  readonly stop: string;
  /** What stands between the number and the name of a container; a line end puts the name on a line of its own. */
  readonly gap: string;
}

const WIDTH = 76;
const WORDS_LOST: readonly [string, ...string[]] = ["Điêu", "Dieu", "Ðiều", "Đieu", "Diều", "Ðiêu"];

/** Prints an invented act; the same seed gives the same text. */
export function printVietnameseAct(seed: number, kind: ActKind, layout: PageLayout): PrintedAct {
  const dice = makeDice(seed);
  const blocks = makeVietnameseAct(kind, dice);
  const stop = dice.one(["", "", "", "."]);
  const printer: Printer = {
    dice,
    layout,
    unitMark: dice.one([".", ".", ".", ":", " ."]),
    stop,
    gap: dice.one(["\n", "\n", "\n", stop === "" ? ": " : " "]),
  };
  const marked = layout === "scanned" ? blocks.map((block) => loseMarks(block, dice)) : blocks;
  const printed = marked.map((block) => printBlock(block, printer));
  const blank = layout !== "wrapped" && layout !== "scanned";
  const text = `${printed.join(blank ? "\n\n" : "\n")}\n`;
  return {
    text: finish(text, dice),
    units: marked.flatMap((block) =>
      block.role === "unit" ? [{ label: block.label, title: block.title }] : [],
    ),
    containers: marked.flatMap((block) => (block.role === "container" ? [block.label] : [])),
  };
}

/** Half of the texts are in NFD or have the line ends of Windows. */
function finish(text: string, dice: Dice): string {
  const form = dice.chance(0.25) ? text.normalize("NFD") : text;
  return dice.chance(0.25) ? form.replaceAll("\n", "\r\n") : form;
}

function loseMarks(block: ActBlock, dice: Dice): ActBlock {
  if (block.role !== "unit" || !dice.chance(0.3)) return block;
  const [, ...number] = block.label.split(" ");
  return { ...block, label: [dice.one(WORDS_LOST), ...number].join(" ") };
}

function printBlock(block: ActBlock, printer: Printer): string {
  const { layout } = printer;
  if (block.role === "container") return printContainer(block, printer);
  if (block.role === "unit") {
    const head = block.title === "" ? block.label : `${block.label}${printer.unitMark} ${block.title}`;
    if (layout === "markdown") return `#### ${head}`;
    return layout === "bold" ? `**${head}**` : wrap(head, layout);
  }
  if (layout === "markdown" && block.centred === true) return `**${block.text}**`;
  return wrap(block.text, layout);
}

function printContainer(block: Extract<ActBlock, { role: "container" }>, printer: Printer): string {
  const { layout, stop } = printer;
  const label = `${block.label}${stop}`;
  const isAlone = printer.gap === "\n";
  if (layout === "markdown")
    return isAlone
      ? `${"#".repeat(Math.min(block.depth, 3))} ${label}\n\n**${block.name}**`
      : `${"#".repeat(Math.min(block.depth, 3))} ${label}${printer.gap}${block.name}`;
  if (layout === "bold")
    return isAlone ? `**${label}**\n\n**${block.name}**` : `**${label}${printer.gap}${block.name}**`;
  if (layout === "plain")
    return isAlone ? `${label}\n\n${block.name}` : `${label}${printer.gap}${block.name}`;
  return (
    wrap(isAlone ? label : `${label}${printer.gap}${block.name}`, layout) +
    (isAlone ? `\n${wrap(block.name, layout)}` : "")
  );
}

/** Breaks a text into lines as a PDF does; other layouts keep a paragraph on one line. */
function wrap(text: string, layout: PageLayout): string {
  if (layout !== "wrapped" && layout !== "scanned") return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
