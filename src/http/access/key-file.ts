import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { KeyDocuments, SharedText } from '../../domain/key-documents.ts';
import { replaceFile } from '../../files/durable-file.ts';
import { isMissing } from '../../files/error-code.ts';
import { FolderLock } from '../../files/folder-lock.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';

/** Only the user that runs the server may read it. */
const MODE = 0o600;

/** The path of the file of keys. */
export function keyFilePath({ keysFile, storageDir }: Pick<Config, 'keysFile' | 'storageDir'>): string {
  return keysFile ?? join(storageDir, 'keys.json');
}

/** The file of keys, and beside it that of their uses: so no server can bring back a key that was just revoked. */
export function keyFiles(path: string): KeyDocuments {
  return { keys: textFile(path), uses: textFile(`${path.replace(/\.json$/, '')}-last-use.json`) };
}

/** Whether keys are in a file: where there is no database, or a file is named. */
export function areKeysInFile({ databaseUrl, keysFile }: Pick<Config, 'databaseUrl' | 'keysFile'>): boolean {
  return databaseUrl === null || keysFile !== null;
}

function textFile(path: string): SharedText {
  const read = async (): Promise<string | undefined> => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    place: path,
    read,
    async change(change) {
      await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
      await new FolderLock(`${path}.lock`).during(async () => replaceFile(path, change(await read()), MODE));
    },
  };
}
