import { cutMark } from './cut-text.ts';
import type { TextChange } from './word-diff.ts';

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
