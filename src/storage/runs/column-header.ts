import type { IdTally } from '../../statistics/scored-run.ts';

/** What a file of columns begins with. A change of the format changes `version`, and older files are made again. */
export interface ColumnHeader {
  readonly version: 1;
  /** The state of what it was made from. */
  readonly stamp: string;
  readonly rows: number;
  readonly metrics: readonly string[];
  readonly invalid: Readonly<Record<string, IdTally>>;
  readonly duplicates: IdTally;
  /** Bytes of each section, in the order in which they follow. Each begins at a multiple of 8. */
  readonly sections: readonly (readonly [name: string, length: number])[];
}

export const COLUMN_VERSION = 1;

const MAGIC = 'assaycol';
const PREFIX_BYTES = 16;

/** Where sections of so many bytes begin: at multiples of 8, so that numbers lie where typed arrays want them. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** The bytes before the first section. */
export function encodeHeader(header: ColumnHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(PREFIX_BYTES + padded(json.length), ' ');
  bytes.write(MAGIC, 'latin1');
  bytes.writeBigUInt64LE(BigInt(json.length), MAGIC.length);
  json.copy(bytes, PREFIX_BYTES);
  return bytes;
}

/** The header of a whole file, and where its sections are. Throws where it is none of ours, of another version, or cut off. */
export function decodeColumns(bytes: Buffer): {
  readonly header: ColumnHeader;
  readonly sections: ReadonlyMap<string, Buffer>;
} {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('it is no file of columns');
  const length = Number(bytes.readBigUInt64LE(MAGIC.length));
  const header = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + length)) as ColumnHeader;
  if ((header.version as number) !== COLUMN_VERSION) throw new Error('it is a file of another version');
  const sections = new Map<string, Buffer>();
  let offset = PREFIX_BYTES + padded(length);
  for (const [name, size] of header.sections) {
    sections.set(name, bytes.subarray(offset, offset + size));
    offset += padded(size);
  }
  if (bytes.length !== offset) throw new Error('it is cut off');
  return { header, sections };
}
