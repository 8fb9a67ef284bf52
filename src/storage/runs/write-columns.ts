import { rename } from 'node:fs/promises';
import { ColumnBuilder } from './column-builder.ts';
import { COLUMN_VERSION, encodeHeader, padded, type ColumnHeader } from './column-header.ts';
import type { RowSorter } from './row-sorter.ts';
import { Spool } from './spool.ts';

export interface ColumnSource {
  /** The state of what the rows were made from. */
  readonly stamp: string;
  /** The names of the rows' scores, by position. */
  readonly metrics: readonly string[];
  readonly rows: RowSorter;
  /** Sections of the source's own. */
  readonly sections?: readonly (readonly [name: string, bytes: Uint8Array])[];
  /** To be filled with the row of each sample, and written as the section `rows`. */
  readonly rowOf?: Uint32Array<ArrayBuffer>;
}

/** Writes a file of columns, durably and as a whole; returns the mean of each metric over the samples. */
export async function writeColumns(path: string, draft: string, source: ColumnSource): Promise<Record<string, number>> {
  const spools = new Map<string, Spool>();
  const open = (name: string): Spool => {
    const spool = new Spool(`${draft}.${name}`);
    spools.set(name, spool);
    return spool;
  };
  const file = new Spool(draft);
  try {
    const builder = new ColumnBuilder(source.metrics, open, source.rowOf);
    await build(builder, source.rows, spools);
    if (!builder.hasClusters) await drop(spools, 'clusters');
    for (const [name, bytes] of source.sections ?? []) open(name).push(bytes);
    if (source.rowOf !== undefined) open('rows').push(new Uint8Array(source.rowOf.buffer));
    file.push(encodeHeader(headerOf(builder, source.stamp, spools)));
    for (const spool of spools.values()) await append(file, spool);
    await file.finish();
    await rename(draft, path);
    return builder.means;
  } catch (error) {
    await Promise.all([file, ...spools.values()].map((spool) => spool.discard()));
    throw error;
  } finally {
    await source.rows.discard();
  }
}

async function build(builder: ColumnBuilder, rows: RowSorter, spools: ReadonlyMap<string, Spool>): Promise<void> {
  for await (const batch of rows.sorted()) {
    builder.add(batch);
    for (const spool of spools.values()) if (spool.isFull) await spool.flush();
  }
  builder.end();
}

function headerOf(builder: ColumnBuilder, stamp: string, spools: ReadonlyMap<string, Spool>): ColumnHeader {
  const { rows, metrics, invalid, duplicates } = builder;
  const sections = [...spools].map(([name, { length }]) => [name, length] as const);
  return { version: COLUMN_VERSION, stamp, rows, metrics, invalid, duplicates, sections };
}

async function append(file: Spool, section: Spool): Promise<void> {
  const { length } = section;
  await section.moveTo(file);
  file.push(Buffer.alloc(padded(length) - length));
}

async function drop(spools: Map<string, Spool>, name: string): Promise<void> {
  await spools.get(name)?.discard();
  spools.delete(name);
}
