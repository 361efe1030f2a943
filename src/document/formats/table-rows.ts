import type { BlockForm, ProjectionWriter } from "../projection/projection-writer.ts";

/** What a format calls the elements of a table. */
export interface TableNames {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  readonly cell: string;
}

interface Table {
  columns: number;
  /** Nothing of the row was written. */
  isRowFresh: boolean;
  /** Cells that began behind what was written last. */
  cells: number;
  /** A cell of the row holds several paragraphs: its cells begin lines of their own. */
  isLayout: boolean;
}

/**
 * Begins each paragraph where it stands: in a block of its own, or in the row of a table, whose cells stand apart by tabs. A heading, and what
 * stands in a table of one column, which is only a frame, is a block as everywhere.
 */
export class TableRows {
  readonly #writer: ProjectionWriter;
  readonly #names: TableNames;
  readonly #open: Table[] = [];

  constructor(writer: ProjectionWriter, names: TableNames) {
    this.#writer = writer;
    this.#names = names;
  }

  /** An element begins; one of a column may stand for several. */
  openElement(name: string, columns = 1): void {
    const names = this.#names;
    const table = this.#open.at(-1);
    if (name === names.table) this.#open.push({ columns: 0, isRowFresh: true, cells: 0, isLayout: false });
    else if (table === undefined) return;
    else if (name === names.column) table.columns += columns;
    else if (name === names.row) Object.assign(table, { isRowFresh: true, cells: 0, isLayout: false });
    else if (name === names.cell) table.cells++;
  }

  closeElement(name: string): void {
    if (name !== this.#names.table) return;
    this.#open.pop();
    const around = this.#open.at(-1);
    if (around !== undefined) around.isRowFresh = true;
  }

  beginParagraph(form: Omit<BlockForm, "isTable">): void {
    const table = this.#open.at(-1);
    if (table === undefined || form.level > 0 || table.columns === 1) {
      this.#writer.newBlock({ ...form, isTable: false });
      if (table !== undefined) Object.assign(table, { isRowFresh: true, cells: 0 });
      return;
    }
    if (table.isRowFresh) this.#writer.newBlock({ level: 0, isTable: true });
    else if (table.cells === 0) {
      table.isLayout = true;
      if (this.#writer.splitRow()) this.#writer.newBlock();
      else this.#writer.newLine();
    } else if (table.isLayout) this.#writer.newLine();
    else for (; table.cells > 0; table.cells--) this.#writer.tab();
    Object.assign(table, { isRowFresh: false, cells: 0 });
  }
}
