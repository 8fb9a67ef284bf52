import { type Change, diffWords, diffWordsWithSpace } from 'diff';
import { cutMark } from '../evaluation/visible-text.ts';

/** A piece of text that both versions have, or only the new one, or only the old one. */
export interface TextChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond this many changed words a comparison is slow and shows nothing. */
const OPTIONS = { maxEditLength: 2000 };

/**
 * What changed from one text to another, word by word; `null` where they have too little in common. Differences in white
 * space are left out, unless there are no others.
 */
export function wordDiff(before: string, after: string): readonly TextChange[] | null {
  const changes = diffWords(before, after, OPTIONS);
  const isBlind = before !== after && changes?.every(({ added, removed }) => !added && !removed);
  const shown = isBlind === true ? diffWordsWithSpace(before, after, OPTIONS) : changes;
  return shown?.map(textChange) ?? null;
}

function textChange({ added, removed, value }: Change): TextChange {
  return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
}

/** The beginning of a long comparison, with a mark that says how much is missing. */
export function cutChanges(changes: readonly TextChange[], length: number): readonly TextChange[] {
  const total = changes.reduce((sum, { text }) => sum + text.length, 0);
  const kept: TextChange[] = [];
  let left = length;
  for (const { kind, text } of changes) {
    if (left <= 0) break;
    kept.push({ kind, text: text.slice(0, left).toWellFormed() });
    left -= text.length;
  }
  return total <= length ? changes : [...kept, { kind: 'same', text: cutMark(total - length) }];
}
