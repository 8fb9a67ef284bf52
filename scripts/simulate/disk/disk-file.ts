import type { Chance } from '../chance.ts';
import { survivors } from './lost-changes.ts';

type Change = { readonly at: number; readonly bytes: Buffer } | { readonly size: number };

/** A file of the simulated disk: as every process sees it, and as it would be after a loss of power. */
export class DiskFile {
  readonly kind = 'file';
  readonly inode: bigint;
  /** Names that it has. */
  links = 0;
  modifiedMs: number;
  #bytes: Buffer = Buffer.alloc(0);
  #durable: Buffer = Buffer.alloc(0);
  #unsynced: Change[] = [];

  constructor(inode: bigint, nowMs: number) {
    this.inode = inode;
    this.modifiedMs = nowMs;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  write(at: number, bytes: Uint8Array, nowMs: number): void {
    this.#change({ at, bytes: Buffer.from(bytes) }, nowMs);
  }

  truncate(size: number, nowMs: number): void {
    if (size !== this.#bytes.length) this.#change({ size }, nowMs);
  }

  sync(): void {
    this.#durable = this.#bytes;
    this.#unsynced = [];
  }

  /** Keeps what was synced, and of the rest what chance leaves of it: a write may be torn at any byte. */
  losePower(chance: Chance): void {
    const kept = survivors(this.#unsynced, chance).map((change) => ('size' in change ? change : torn(change, chance)));
    this.#bytes = kept.reduce(changed, this.#durable);
    this.sync();
  }

  #change(change: Change, nowMs: number): void {
    this.#bytes = changed(this.#bytes, change);
    this.#unsynced.push(change);
    this.modifiedMs = nowMs;
  }
}

function changed(bytes: Buffer, change: Change): Buffer {
  if ('size' in change) return resized(bytes, change.size);
  const end = change.at + change.bytes.length;
  const result = resized(bytes, Math.max(bytes.length, end));
  change.bytes.copy(result, change.at);
  return result;
}

/** A copy; what is added is zero. */
function resized(bytes: Buffer, size: number): Buffer {
  const result = Buffer.alloc(size);
  bytes.copy(result, 0, 0, size);
  return result;
}

function torn(change: Extract<Change, { readonly at: number }>, chance: Chance): Change {
  return chance.isTrue(0.5)
    ? change
    : { at: change.at, bytes: change.bytes.subarray(0, chance.whole(change.bytes.length + 1)) };
}
