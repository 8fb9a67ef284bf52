import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { byteLines } from '../files/byte-lines.ts';
import { errorCode } from '../files/error-code.ts';
import { DataImportError } from './import-fault.ts';

const MAX_LINE_BYTES = 256 * 1024 * 1024;
const BOM = '\ufeff';

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a text file that are not blank. Throws an `DataImportError` for what is no text. */
export async function* textLines(path: string, isPacked: boolean): AsyncGenerator<TextLine> {
  const tooLong = (number: number): DataImportError => new DataImportError(`line ${number} is longer than 256 MB`);
  for await (const lines of byteLines(chunksOf(path, isPacked), MAX_LINE_BYTES, tooLong)) {
    for (const { bytes, number } of lines) {
      const text = decoded(bytes, number);
      if (text.trim() !== '') yield { number, text };
    }
  }
}

function decoded(bytes: Buffer, number: number): string {
  if (bytes.includes(0)) throw new DataImportError('it is no text, and no Parquet file');
  if (!isUtf8(bytes)) throw new DataImportError(`line ${number} is not UTF-8`);
  const text = bytes.toString('utf8');
  return number === 1 && text.startsWith(BOM) ? text.slice(1) : text;
}

async function* chunksOf(path: string, isPacked: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = isPacked ? pipeline(file, createGunzip(), () => undefined) : file;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new DataImportError(code.startsWith('Z_') ? 'what is packed in it is damaged' : `it can't be read (${code})`);
  } finally {
    file.destroy();
  }
}
