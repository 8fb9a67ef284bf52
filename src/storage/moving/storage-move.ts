import type { FolderPlace, LeftPart, MovedPart, PartKind } from './moved-part.ts';
import { inventoryOf } from './moved-part.ts';

/** Where parts are moved to. */
export interface Destination {
  /** Takes a part; `false` where one of its kind and id is there already. Throws where it can't, for a reason that is said. */
  take(part: MovedPart, from: FolderPlace): Promise<boolean>;
  /** What is there now, read back from it. */
  readBack(): Promise<FolderPlace>;
}

/** How far a move is. */
export interface MoveProgress {
  readonly done: number;
  readonly total: number;
  readonly phase: 'move' | 'check';
}

/** What came of a move. */
export interface MoveOutcome {
  /** By kind: how many there are, and how many of them were not there before. */
  readonly counts: ReadonlyMap<PartKind, { readonly all: number; readonly moved: number }>;
  /** What stays, and why. */
  readonly left: readonly LeftPart[];
  /** What is not the same in both storages after the move. */
  readonly different: readonly LeftPart[];
}

/** Runs and labels come after what they are made of. */
const ORDER: readonly PartKind[] = ['jobs', 'imports', 'hidden runs', 'labels', 'comparisons'];

/** Copies all that has ended from one storage to another, and then compares both. What is there already stays as it is, so that a move can be done again. */
export async function moveStorage(
  from: FolderPlace,
  destination: Destination,
  onProgress: (progress: MoveProgress) => void,
): Promise<MoveOutcome> {
  const { parts, left } = await inventoryOf(from);
  const ordered = parts.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const moved = new Map<PartKind, number>();
  const refused: LeftPart[] = [];
  for (const [done, part] of ordered.entries()) {
    onProgress({ phase: 'move', done, total: ordered.length });
    try {
      if (await destination.take(part, from)) moved.set(part.kind, (moved.get(part.kind) ?? 0) + 1);
    } catch (error) {
      refused.push({ kind: part.kind, id: part.id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  onProgress({ phase: 'check', done: 0, total: ordered.length });
  const there = new Map((await inventoryOf(await destination.readBack())).parts.map((part) => [keyOf(part), part.sha256]));
  onProgress({ phase: 'check', done: ordered.length, total: ordered.length });
  const isRefused = new Set(refused.map(keyOf));
  const different = ordered
    .filter((part) => !isRefused.has(keyOf(part)) && there.get(keyOf(part)) !== part.sha256)
    .map(({ kind, id, ...part }) => ({
      kind,
      id,
      reason: there.has(keyOf({ kind, id }))
        ? 'it is another one there'
        : `it is missing there (${part.sha256.slice(0, 12)} here)`,
    }));
  const counts = new Map(
    ORDER.map((kind) => [kind, { all: ordered.filter((part) => part.kind === kind).length, moved: moved.get(kind) ?? 0 }]),
  );
  return { counts, left: [...left, ...refused], different };
}

function keyOf({ kind, id }: Pick<MovedPart, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
