import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCause } from '../../domain/cause-text.ts';
import { UnavailableError } from '../../domain/errors.ts';
import { DatabaseDestination, replicaOf } from '../../storage/moving/database-destination.ts';
import { FolderDestination } from '../../storage/moving/folder-destination.ts';
import type { FolderPlace, LeftPart } from '../../storage/moving/moved-part.ts';
import { type MoveOutcome, type MoveProgress, moveStorage } from '../../storage/moving/storage-move.ts';
import { Storage } from '../../storage/open-storage.ts';
import { SharedStorage } from '../../storage/postgres/shared-storage.ts';
import { configOrExit } from '../config-or-exit.ts';
import { errorText, EXIT, exitCodeOf } from '../exit-code.ts';
import { LiveLine } from '../live-line.ts';
import { processTerminal, type Terminal, writeSentence } from '../terminal.ts';

/** The flags of `assay migrate-storage`, as typed. */
export interface MigrateOptions {
  readonly from: string;
  readonly to: string;
  readonly storage?: string;
}

const DATABASE = /^postgres(ql)?:\/\//;

/** Named at most; the rest is counted. */
const MOST_NAMED = 20;

/** Runs `assay migrate-storage`, and returns its exit code. */
export async function migrate({ from, to, storage: storageDir }: MigrateOptions): Promise<number> {
  const terminal = processTerminal();
  const isToDatabase = DATABASE.test(to);
  if (isToDatabase === DATABASE.test(from)) {
    writeSentence(
      terminal,
      'error: one of --from and --to is a projects root, and the other the address of a database (postgres://…)',
    );
    return EXIT.unusable;
  }
  const root = isToDatabase ? from : to;
  if (isToDatabase && !existsSync(root)) {
    writeSentence(terminal, `error: there is no folder ${root}: --from is a projects root, with its jobs/ in it`);
    return EXIT.unusable;
  }
  mkdirSync(root, { recursive: true });
  const onFault = (message: string): void => writeSentence(terminal, message);
  const config = configOrExit({ projectsRoot: root, storageDir, databaseUrl: isToDatabase ? to : from });
  const replicaDir = await mkdtemp(join(tmpdir(), 'assay-migrate-'));
  let shared: SharedStorage | undefined;
  let files: Storage | undefined;
  try {
    const databaseUrl = config.databaseUrl ?? '';
    shared = await SharedStorage.open({ databaseUrl, role: 'api', storageDir: replicaDir, hasThreads: false, onFault });
    files = await Storage.open({ ...config, hasThreads: false, onFault });
    const folders = {
      projectsRoot: config.projectsRoot,
      storageDir: config.storageDir,
      storage: files,
      comparisons: files.comparisons,
    };
    const outcome = await withProgress(terminal, (onProgress) =>
      moved(isToDatabase, folders, shared as SharedStorage, onProgress),
    );
    writeOutcome(outcome, terminal);
    return outcome.left.length + outcome.different.length === 0 ? EXIT.done : EXIT.failed;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    writeSentence(terminal, `error: ${error instanceof UnavailableError ? withCause(error) : errorText(error as Error)}`);
    return code;
  } finally {
    await files?.close();
    await shared?.close();
    await rm(replicaDir, { recursive: true, force: true });
  }
}

async function moved(
  isToDatabase: boolean,
  folders: FolderPlace,
  shared: SharedStorage,
  onProgress: (progress: MoveProgress) => void,
): Promise<MoveOutcome> {
  return isToDatabase
    ? moveStorage(folders, new DatabaseDestination(shared), onProgress)
    : moveStorage(await replicaOf(shared), new FolderDestination(folders), onProgress);
}

async function withProgress(
  terminal: Terminal,
  work: (onProgress: (progress: MoveProgress) => void) => Promise<MoveOutcome>,
): Promise<MoveOutcome> {
  let now: MoveProgress = { phase: 'move', done: 0, total: 0 };
  const line = new LiveLine(
    {
      title: () => now.phase,
      share: () => (now.total === 0 ? 0 : now.done / now.total),
      parts: () => [{ text: `${now.done} of ${now.total}`, rank: 0 }],
    },
    terminal,
  );
  try {
    return await work((progress) => (now = progress));
  } finally {
    line.stop();
    if (terminal.isLive) terminal.err.write('\n');
  }
}

function writeOutcome({ counts, left, different }: MoveOutcome, terminal: Terminal): void {
  for (const [kind, { all, moved: count }] of counts) terminal.out.write(`${kind.padEnd(12)} ${all}  (${count} copied now)\n`);
  writeList('Left where they are', left, terminal);
  writeList('Not the same in both', different, terminal);
  if (left.length + different.length === 0) terminal.out.write('Both have the same.\n');
}

function writeList(what: string, parts: readonly LeftPart[], terminal: Terminal): void {
  if (parts.length === 0) return;
  terminal.out.write(`\n${what} (${parts.length}):\n`);
  for (const { kind, id, reason } of parts.slice(0, MOST_NAMED)) terminal.out.write(`  ${kind} ${id}: ${reason}\n`);
  if (parts.length > MOST_NAMED) terminal.out.write(`  and ${parts.length - MOST_NAMED} more\n`);
}
