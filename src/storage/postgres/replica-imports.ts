import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AssayError } from '../../domain/errors.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { readImportDocument } from '../index/sources/import-document.ts';
import { folderName } from '../index/sources/folder-name.ts';
import type { Storage } from '../open-storage.ts';
import type { ChangedImport } from './change-log.ts';
import { deleteDocumentsOf } from './shared-documents.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';

const PIECE_BYTES = 1_000_000;

interface Parts {
  readonly database: PostgresDatabase;
  readonly local: Storage;
  /** The folder of all imports of the replica. */
  readonly importsRoot: string;
}

/** Moves imported runs between the database and the folders of a replica, file by file, in pieces. */
export class ReplicaImports {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `isAll` says that there are no others. */
  async apply(changed: readonly ChangedImport[], isAll: boolean): Promise<void> {
    for (const { runId, digest, isDeleted } of changed) {
      if (isDeleted) await this.#remove(runId);
      else if ((await this.#digestOf(runId)) !== digest) await this.#download(runId, digest);
    }
    if (!isAll) return;
    const there = new Set(changed.flatMap(({ runId, isDeleted }) => (isDeleted ? [] : [runId])));
    for (const name of await readdir(this.#parts.importsRoot).catch(() => [])) {
      const document = await readImportDocument(join(this.#parts.importsRoot, name)).catch(() => undefined);
      if (document !== undefined && !there.has(document.run.runId)) await this.#remove(document.run.runId);
    }
  }

  /** Puts imports that the replica has into the database, all of them or none. Throws `already_exists` where another one has an id. */
  async upload(runIds: readonly string[]): Promise<void> {
    await this.#parts.database.transaction(async (queries) => {
      for (const runId of runIds) await this.#uploadOne(queries, runId);
    });
  }

  async #uploadOne(queries: Queries, runId: string): Promise<void> {
    const folder = this.#folder(runId);
    const { digest } = await readImportDocument(folder);
    const [row] = await queries.query(
      `INSERT INTO assay_imports (run_id, digest) VALUES ($1, $2) ON CONFLICT (run_id) DO UPDATE
       SET digest = $2, is_deleted = false, changed = pg_current_xact_id() WHERE assay_imports.is_deleted RETURNING run_id`,
      [runId, digest],
    );
    if (row === undefined) {
      const [other] = await queries.query<{ digest: string }>('SELECT digest FROM assay_imports WHERE run_id = $1', [runId]);
      if (other?.digest === digest) return;
      throw new AssayError(
        'already_exists',
        `a run ${runId} exists already, and it is another one: import under another run_id`,
      );
    }
    await queries.query('DELETE FROM assay_import_pieces WHERE run_id = $1', [runId]);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      let piece = 0;
      for await (const bytes of createReadStream(join(folder, entry.name), { highWaterMark: PIECE_BYTES })) {
        const text = 'INSERT INTO assay_import_pieces (run_id, file, piece, bytes) VALUES ($1, $2, $3, $4)';
        await queries.query(text, [runId, entry.name, piece, bytes]);
        piece += 1;
      }
    }
  }

  /** Removes an import from the database, with its labels. Returns whether it was there. */
  async delete(runId: string): Promise<boolean> {
    return this.#parts.database.transaction(async (queries) => {
      const text = `UPDATE assay_imports SET is_deleted = true, changed = pg_current_xact_id() WHERE run_id = $1 AND NOT is_deleted RETURNING run_id`;
      if ((await queries.query(text, [runId])).length === 0) return false;
      await queries.query('DELETE FROM assay_import_pieces WHERE run_id = $1', [runId]);
      await deleteDocumentsOf(queries, runId);
      return true;
    });
  }

  async #download(runId: string, digest: string): Promise<void> {
    const { database, importsRoot } = this.#parts;
    await this.#remove(runId);
    const draft = join(importsRoot, `.new-${randomUUID()}`);
    await mkdir(draft, { recursive: true, mode: PRIVATE_FOLDER });
    try {
      const files = await database.query<{ file: string; pieces: number }>(
        'SELECT file, max(piece) + 1 AS pieces FROM assay_import_pieces WHERE run_id = $1 GROUP BY file',
        [runId],
      );
      for (const { file, pieces } of files) {
        for (let piece = 0; piece < pieces; piece += 1) {
          const text = 'SELECT bytes FROM assay_import_pieces WHERE run_id = $1 AND file = $2 AND piece = $3';
          const [row] = await database.query<{ bytes: Buffer }>(text, [runId, file, piece]);
          if (row !== undefined) await appendFile(join(draft, file), row.bytes, { mode: PRIVATE_FILE });
        }
      }
      // What was deleted meanwhile is seen at the next look.
      if ((await readImportDocument(draft).catch(() => undefined))?.digest !== digest) return;
      await rename(draft, this.#folder(runId));
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  async #remove(runId: string): Promise<void> {
    try {
      if ((await this.#digestOf(runId)) !== undefined) await this.#parts.local.runs.delete(runId);
    } catch (error) {
      if (!(error instanceof AssayError && error.code === 'run_not_found')) throw error;
    }
  }

  async #digestOf(runId: string): Promise<string | undefined> {
    return (await readImportDocument(this.#folder(runId)).catch(() => undefined))?.digest;
  }

  #folder(runId: string): string {
    return join(this.#parts.importsRoot, folderName(runId));
  }
}
