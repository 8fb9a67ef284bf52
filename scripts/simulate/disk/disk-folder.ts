import type { Chance } from '../chance.ts';
import type { DiskFile } from './disk-file.ts';
import { survivors } from './lost-changes.ts';

export type DiskNode = DiskFile | DiskFolder;

/** A name that now leads to `node`, or to nothing; `from` is the name that it had before. */
interface Change {
  readonly name: string;
  readonly node: DiskNode | null;
  readonly from?: string;
}

/** A folder of the simulated disk: its names as every process sees them, and as they would be after a loss of power. */
export class DiskFolder {
  readonly kind = 'folder';
  readonly inode: bigint;
  modifiedMs: number;
  #names = new Map<string, DiskNode>();
  #durable = new Map<string, DiskNode>();
  #unsynced: Change[] = [];

  constructor(inode: bigint, nowMs: number) {
    this.inode = inode;
    this.modifiedMs = nowMs;
  }

  get names(): ReadonlyMap<string, DiskNode> {
    return this.#names;
  }

  put(name: string, node: DiskNode, nowMs: number): void {
    this.#change({ name, node }, nowMs);
  }

  drop(name: string, nowMs: number): void {
    this.#change({ name, node: null }, nowMs);
  }

  /** Moves a name of this folder onto another one, at once. */
  rename(from: string, name: string, node: DiskNode, nowMs: number): void {
    this.#change({ name, node, from }, nowMs);
  }

  sync(): void {
    this.#durable = new Map(this.#names);
    this.#unsynced = [];
  }

  /** Keeps the names that were synced, and of later changes what chance leaves of them; then the same for what they lead to. */
  losePower(chance: Chance): void {
    this.#names = new Map(this.#durable);
    for (const change of survivors(this.#unsynced, chance)) apply(this.#names, change);
    this.sync();
    for (const node of this.#names.values()) node.losePower(chance);
  }

  #change(change: Change, nowMs: number): void {
    const { name } = change;
    const before = this.#names.get(name);
    if (before?.kind === 'file' && before !== change.node) before.links -= 1;
    if (change.node?.kind === 'file' && change.from === undefined && before !== change.node) change.node.links += 1;
    apply(this.#names, change);
    this.#unsynced.push(change);
    this.modifiedMs = nowMs;
  }
}

function apply(names: Map<string, DiskNode>, { name, node, from }: Change): void {
  if (from !== undefined) names.delete(from);
  if (node === null) names.delete(name);
  else names.set(name, node);
}
