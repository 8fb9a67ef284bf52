import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from '../files/durable-file.ts';

/** `source.json`, beside the data: where it came from, and what the file was when it was written. */
const schema = z.object({
  origin: z.enum(['fetched', 'imported']),
  /** What the benchmark's data is, of the Hugging Face Hub. */
  dataset: z.string(),
  config: z.string(),
  split: z.string(),
  /** Base URL of the datasets server; null for an import. */
  server: z.string().nullable(),
  /** Git commit of the dataset, where the server told it. */
  revision: z.string().nullable(),
  /** Name of the imported file; null for a fetch. */
  file: z.string().nullable(),
  rows: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int(),
  modified_ms: z.int(),
  obtained_at: z.string(),
});

export type SourceRecord = z.infer<typeof schema>;

/** `undefined` where there is none that can be understood. */
export async function readRecord(path: string): Promise<SourceRecord | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeRecord(path: string, record: SourceRecord): Promise<void> {
  await replaceFile(path, `${JSON.stringify(record, null, 2)}\n`);
}
