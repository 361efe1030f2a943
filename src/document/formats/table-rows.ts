import type { ProjectionWriter } from "../../projection/projection-writer.ts";

interface Table {
  columns: number;
  /** Nothing of the row was written. */
  isRowFresh: boolean;
  /** Cells that began behind what was written last. */
  cells: number;
}

/**
 * Begins each paragraph where it stands: in a block of its own, or in the row of a table, whose cells stand apart by tabs. A heading, and what
 * stands in a table of one column, which is only a frame, is a block as everywhere.
 */
export class TableRows {
  readonly #writer: ProjectionWriter;
  readonly #open: Table[] = [];

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  openElement(name: string): void {
    const table = this.#open.at(-1);
    if (name === "w:tbl") this.#open.push({ columns: 0, isRowFresh: true, cells: 0 });
    else if (table === undefined) return;
    else if (name === "w:gridCol") table.columns++;
    else if (name === "w:tr") Object.assign(table, { isRowFresh: true, cells: 0 });
    else if (name === "w:tc") table.cells++;
  }

  closeElement(name: string): void {
    if (name !== "w:tbl") return;
    this.#open.pop();
    const around = this.#open.at(-1);
    if (around !== undefined) around.isRowFresh = true;
  }

  beginParagraph({ level, isItem }: { readonly level: number; readonly isItem: boolean }): void {
    const table = this.#open.at(-1);
    if (table === undefined || level > 0 || table.columns === 1) {
      this.#writer.newBlock({ level, isTable: false, isItem });
      if (table !== undefined) Object.assign(table, { isRowFresh: true, cells: 0 });
      return;
    }
    if (table.isRowFresh) this.#writer.newBlock({ level: 0, isTable: true });
    else if (table.cells === 0) this.#writer.newLine();
    else for (; table.cells > 0; table.cells--) this.#writer.tab();
    Object.assign(table, { isRowFresh: false, cells: 0 });
  }
}
