import { basename, dirname } from 'node:path';
import type { Chance } from '../chance.ts';
import { DiskFile } from './disk-file.ts';
import { DiskFolder, type DiskNode } from './disk-folder.ts';
import { SystemCallError } from './system-error.ts';

export interface DiskHealth {
  /** Nothing that needs room can be written. */
  isFull: boolean;
  /** How often the sync of a file fails, from 0 to 1. */
  syncFaults: number;
}

/**
 * A file system in memory that forgets, as real ones do: a write is durable once its file was synced, a name once its folder was.
 * Every call is done at once; what makes them slow and brings them out of order is around it.
 */
export class SimulatedDisk {
  readonly health: DiskHealth = { isFull: false, syncFaults: 0 };
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #root: DiskFolder;
  #inodes = 1n;

  constructor(chance: Chance, now: () => number) {
    this.#chance = chance;
    this.#now = now;
    this.#root = new DiskFolder(this.#inodes, now());
  }

  find(path: string, syscall: string): DiskNode {
    const node = this.#lookUp(path, syscall);
    if (node === undefined) throw new SystemCallError('ENOENT', syscall, path);
    return node;
  }

  file(path: string, syscall: string): DiskFile {
    const node = this.find(path, syscall);
    if (node.kind === 'folder') throw new SystemCallError('EISDIR', syscall, path);
    return node;
  }

  folder(path: string, syscall: string): DiskFolder {
    const node = this.find(path, syscall);
    if (node.kind === 'file') throw new SystemCallError('ENOTDIR', syscall, path);
    return node;
  }

  has(path: string): boolean {
    try {
      return this.#lookUp(path, 'stat') !== undefined;
    } catch {
      return false;
    }
  }

  /** A new file under a name that is free. */
  createFile(path: string): DiskFile {
    const file = new DiskFile(this.#nextInode(), this.#now());
    this.#create(path, 'open', file);
    return file;
  }

  createFolder(path: string): void {
    this.#create(path, 'mkdir', new DiskFolder(this.#nextInode(), this.#now()));
  }

  /** Within one folder, as all that Assay does: a file replaces a file, a folder takes a free name. */
  rename(from: string, to: string): void {
    const node = this.find(from, 'rename');
    const folder = this.folder(dirname(from), 'rename');
    if (folder !== this.folder(dirname(to), 'rename')) throw new Error('the simulated disk renames within one folder only');
    const replaced = folder.names.get(basename(to));
    if (replaced?.kind === 'folder') throw new SystemCallError(node.kind === 'file' ? 'EISDIR' : 'ENOTEMPTY', 'rename', to);
    if (replaced === undefined) this.#takeRoom('rename', to);
    folder.rename(basename(from), basename(to), node, this.#now());
  }

  link(from: string, to: string): void {
    const file = this.file(from, 'link');
    this.#create(to, 'link', file);
  }

  /** Removes a file, or a folder without names. */
  remove(path: string): void {
    const node = this.find(path, 'rm');
    if (node.kind === 'folder' && node.names.size > 0) throw new SystemCallError('ENOTEMPTY', 'rm', path);
    this.folder(dirname(path), 'rm').drop(basename(path), this.#now());
  }

  /** Writes as much as there is room for, and returns how much that is. */
  write(file: DiskFile, at: number, bytes: Uint8Array): number {
    const growth = at + bytes.length - file.bytes.length;
    if (!this.health.isFull || growth <= 0) {
      file.write(at, bytes, this.#now());
      return bytes.length;
    }
    const written = this.#chance.isTrue(0.5) ? this.#chance.whole(bytes.length) : 0;
    if (written === 0) throw new SystemCallError('ENOSPC', 'write', '');
    file.write(at, bytes.subarray(0, written), this.#now());
    return written;
  }

  truncate(file: DiskFile, size: number): void {
    file.truncate(size, this.#now());
  }

  sync(node: DiskNode, syscall: 'fsync' | 'fdatasync'): void {
    if (node.kind === 'file' && this.#chance.isTrue(this.health.syncFaults)) throw new SystemCallError('EIO', syscall, '');
    node.sync();
  }

  /** Forgets what was not synced, but for what chance leaves of it. */
  losePower(): void {
    this.#root.losePower(this.#chance);
    countLinks(this.#root);
  }

  #lookUp(path: string, syscall: string): DiskNode | undefined {
    let node: DiskNode = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node.kind === 'file') throw new SystemCallError('ENOTDIR', syscall, path);
      const next = node.names.get(name);
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  #create(path: string, syscall: string, node: DiskNode): void {
    const folder = this.folder(dirname(path), syscall);
    if (folder.names.has(basename(path))) throw new SystemCallError('EEXIST', syscall, path);
    this.#takeRoom(syscall, path);
    folder.put(basename(path), node, this.#now());
  }

  /** A full disk has room for some names still. */
  #takeRoom(syscall: string, path: string): void {
    if (this.health.isFull && this.#chance.isTrue(0.7)) throw new SystemCallError('ENOSPC', syscall, path);
  }

  #nextInode(): bigint {
    this.#inodes += 1n;
    return this.#inodes;
  }
}

function countLinks(folder: DiskFolder): void {
  for (const node of folder.names.values()) if (node.kind === 'file') node.links = 0;
  for (const node of folder.names.values()) {
    if (node.kind === 'file') node.links += 1;
    else countLinks(node);
  }
}
