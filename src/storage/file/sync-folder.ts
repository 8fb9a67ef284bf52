import { open } from 'node:fs/promises';

/** Makes the names in a folder durable: files created, renamed or removed in it. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
