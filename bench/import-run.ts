import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { drain } from './client.ts';

/** Imports a stream of NDJSON; the run must be new. */
export async function importRun(url: string, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  const sent = request(`${url}/api/runs`, { method: 'POST', headers });
  const [[answer]] = await Promise.all([
    once(sent, 'response') as Promise<[IncomingMessage]>,
    pipeline(Readable.from(chunks, { objectMode: false }), sent),
  ]);
  const pieces: Buffer[] = [];
  await drain(answer, (piece) => pieces.push(piece));
  if (answer.statusCode !== 201) throw new Error(`the import was answered ${String(answer.statusCode)}: ${String(pieces)}`);
}
