import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DiskFile } from '../disk/disk-file.ts';
import type { DiskNode } from '../disk/disk-folder.ts';
import { SystemCallError } from '../disk/system-error.ts';
import { SimulatedProcess } from '../simulated-process.ts';
import type { World } from '../world.ts';

// Takes the place of `node:fs/promises` in a simulation: what the storage does with files, it does with those of the world's disk.

interface EntryOptions {
  readonly recursive?: boolean;
  readonly force?: boolean;
  readonly withFileTypes?: boolean;
}

type Opened = { readonly node: DiskNode; readonly canWrite: boolean };

export async function open(path: string, flags: string | number = 'r'): Promise<SimulatedHandle> {
  const { world } = here();
  return world.call(() => new SimulatedHandle(world, opened(world, path, flagsOf(flags))));
}

export async function stat(path: string, options: { readonly bigint?: boolean } = {}): Promise<SimulatedStats> {
  const { world } = here();
  return world.call(() => new SimulatedStats(world.disk.find(path, 'stat'), options.bigint === true));
}

export const lstat = stat;

export async function readdir(
  path: string,
  { withFileTypes = false }: EntryOptions = {},
): Promise<(string | SimulatedEntry)[]> {
  const { world } = here();
  return world.call(() =>
    Array.from(world.disk.folder(path, 'scandir').names, ([name, node]) =>
      withFileTypes ? new SimulatedEntry(name, path, node) : name,
    ),
  );
}

/** Returns the first folder that was made, as Node does. */
export async function mkdir(path: string, { recursive = false }: EntryOptions = {}): Promise<string | undefined> {
  const { world } = here();
  if (!recursive) {
    await world.call(() => world.disk.createFolder(path));
    return undefined;
  }
  const missing: string[] = [];
  for (let folder = path; !(await world.call(() => world.disk.has(folder))); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) await world.call(() => world.disk.createFolder(folder)).catch(unlessCode('EEXIST'));
  return missing[0];
}

export async function rename(from: string, to: string): Promise<void> {
  const { world } = here();
  await world.call(() => world.disk.rename(from, to));
}

export async function link(from: string, to: string): Promise<void> {
  const { world } = here();
  await world.call(() => world.disk.link(from, to));
}

export async function unlink(path: string): Promise<void> {
  await rm(path);
}

export async function rm(path: string, { recursive = false, force = false }: EntryOptions = {}): Promise<void> {
  const { world } = here();
  try {
    if (recursive) await empty(path);
    await world.call(() => world.disk.remove(path));
  } catch (error) {
    if (!force) throw error;
    unlessCode('ENOENT')(error);
  }
}

export async function rmdir(path: string): Promise<void> {
  await rm(path);
}

export async function utimes(path: string, _accessed: number, modified: number): Promise<void> {
  const { world } = here();
  await world.call(() => (world.disk.find(path, 'utimes').modifiedMs = Math.trunc(modified * 1_000)));
}

export async function writeFile(
  path: string,
  data: string | Uint8Array,
  options: { readonly flag?: string } = {},
): Promise<void> {
  const handle = await open(path, options.flag ?? 'w');
  try {
    await handle.writeFile(data);
  } finally {
    await handle.close();
  }
}

export async function readFile(path: string, encoding?: BufferEncoding): Promise<Buffer | string> {
  const handle = await open(path);
  try {
    const bytes = await handle.readFile();
    return encoding === undefined ? bytes : bytes.toString(encoding);
  } finally {
    await handle.close();
  }
}

/** An open file or folder. It stays what it is when its name goes. */
export class SimulatedHandle {
  readonly #world: World;
  readonly #opened: Opened;
  #at = 0;
  #isClosed = false;

  constructor(world: World, file: Opened) {
    this.#world = world;
    this.#opened = file;
  }

  stat(options: { readonly bigint?: boolean } = {}): Promise<SimulatedStats> {
    return this.#call(() => new SimulatedStats(this.#opened.node, options.bigint === true));
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<{ readonly bytesRead: number }> {
    return this.#call(() => {
      const from = position ?? this.#at;
      const bytesRead = this.#file.bytes.copy(buffer, offset, from, from + length);
      if (position === null) this.#at += bytesRead;
      return { bytesRead };
    });
  }

  async readFile(): Promise<Buffer> {
    const bytes = await this.#call(() => Buffer.from(this.#file.bytes.subarray(this.#at)));
    this.#at += bytes.length;
    return bytes;
  }

  write(
    bytes: Uint8Array,
    offset = 0,
    length = bytes.length - offset,
    position: number | null = null,
  ): Promise<{ readonly bytesWritten: number }> {
    const at = position ?? this.#at;
    const piece = Buffer.from(bytes.subarray(offset, offset + length));
    const { disk, chance } = this.#world;
    return this.#call(
      () => {
        const bytesWritten = disk.write(this.#file, at, piece);
        if (position === null) this.#at = at + bytesWritten;
        return { bytesWritten };
      },
      () => void disk.write(this.#file, at, piece.subarray(0, chance.whole(piece.length))),
    );
  }

  async writeFile(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data as Uint8Array);
    for (let written = 0; written < bytes.length;)
      written += (await this.write(bytes, written, bytes.length - written)).bytesWritten;
  }

  async appendFile(data: string | Uint8Array): Promise<void> {
    await this.writeFile(data);
  }

  truncate(size = 0): Promise<void> {
    return this.#call(() => this.#world.disk.truncate(this.#file, size));
  }

  sync(): Promise<void> {
    return this.#call(() => this.#world.disk.sync(this.#opened.node, 'fsync'));
  }

  datasync(): Promise<void> {
    return this.#call(() => this.#world.disk.sync(this.#opened.node, 'fdatasync'));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#world.call(() => undefined);
  }

  get #file(): DiskFile {
    const { node } = this.#opened;
    if (node.kind === 'folder') throw new SystemCallError('EISDIR', 'read', '');
    return node;
  }

  #call<Result>(apply: () => Result, part?: () => void): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new SystemCallError('EBADF', 'read', ''));
    return this.#world.call(apply, part);
  }
}

/** What can be seen of a file or folder without opening it. */
class SimulatedStats {
  readonly ino: bigint | number;
  readonly size: bigint | number;
  readonly nlink: bigint | number;
  readonly mtimeMs: number;
  readonly mtimeNs: bigint;
  readonly #node: DiskNode;

  constructor(node: DiskNode, isBig: boolean) {
    const as = (value: number): bigint | number => (isBig ? BigInt(value) : value);
    this.#node = node;
    this.ino = isBig ? node.inode : Number(node.inode);
    this.size = as(node.kind === 'file' ? node.bytes.length : 0);
    this.nlink = as(node.kind === 'file' ? node.links : 1);
    this.mtimeMs = node.modifiedMs;
    this.mtimeNs = BigInt(Math.trunc(node.modifiedMs * 1_000)) * 1_000n;
  }

  isFile(): boolean {
    return this.#node.kind === 'file';
  }

  isDirectory(): boolean {
    return this.#node.kind === 'folder';
  }
}

/** A name in a folder. */
class SimulatedEntry {
  readonly name: string;
  readonly parentPath: string;
  readonly #node: DiskNode;

  constructor(name: string, parentPath: string, node: DiskNode) {
    this.name = name;
    this.parentPath = parentPath;
    this.#node = node;
  }

  isFile(): boolean {
    return this.#node.kind === 'file';
  }

  isDirectory(): boolean {
    return this.#node.kind === 'folder';
  }

  isSymbolicLink(): boolean {
    return false;
  }
}

function here(): SimulatedProcess {
  const process = SimulatedProcess.current;
  if (process === undefined) throw new Error('files are for processes: nothing outside of them has a disk');
  return process;
}

interface Flags {
  readonly canWrite: boolean;
  readonly creates: boolean;
  readonly mustBeNew: boolean;
  readonly empties: boolean;
}

const TEXT_FLAGS: Readonly<Record<string, Flags>> = {
  r: { canWrite: false, creates: false, mustBeNew: false, empties: false },
  'r+': { canWrite: true, creates: false, mustBeNew: false, empties: false },
  w: { canWrite: true, creates: true, mustBeNew: false, empties: true },
  wx: { canWrite: true, creates: true, mustBeNew: true, empties: true },
};

function flagsOf(flags: string | number): Flags {
  if (typeof flags === 'string') {
    const known = TEXT_FLAGS[flags];
    if (known === undefined) throw new Error(`the simulated disk opens no file with ${flags}`);
    return known;
  }
  return {
    canWrite: (flags & (constants.O_RDWR | constants.O_WRONLY)) !== 0,
    creates: (flags & constants.O_CREAT) !== 0,
    mustBeNew: (flags & constants.O_EXCL) !== 0,
    empties: (flags & constants.O_TRUNC) !== 0,
  };
}

function opened({ disk }: World, path: string, { canWrite, creates, mustBeNew, empties }: Flags): Opened {
  if (!disk.has(path) && creates) return { node: disk.createFile(path), canWrite };
  if (mustBeNew) throw new SystemCallError('EEXIST', 'open', path);
  const node = canWrite ? disk.file(path, 'open') : disk.find(path, 'open');
  if (empties && node.kind === 'file') disk.truncate(node, 0);
  return { node, canWrite };
}

async function empty(path: string): Promise<void> {
  const { world } = here();
  const node = await world.call(() => world.disk.find(path, 'rm'));
  if (node.kind === 'file') return;
  for (const name of [...node.names.keys()]) await rm(join(path, basename(name)), { recursive: true, force: true });
}

function unlessCode(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof SystemCallError && error.code === code)) throw error;
  };
}
