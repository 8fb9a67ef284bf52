import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListeningProcess } from './listening-process.ts';

/** Measures a bare `node:http` server that sends these bytes. */
export async function withBareServer<Result>(bytes: Uint8Array, measure: (url: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-bare-'));
  const file = join(folder, 'body');
  await writeFile(file, bytes);
  const server = await ListeningProcess.start([join(import.meta.dirname, 'bare-server.ts'), file]);
  try {
    return await measure(server.url);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
