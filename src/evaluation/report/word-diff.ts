import { diffWords, diffWordsWithSpace, type Change } from 'diff';

/** A piece of text that both versions have, or only the new one, or only the old one. */
export interface TextChange {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond so many changed words a comparison costs much and shows nothing. */
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
