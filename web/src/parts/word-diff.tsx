import { type ReactNode, useMemo } from 'react';
import { type TextChange, wordDiff } from '../../../src/reports/word-diff.ts';
import './word-diff.css';

/** Longer texts together take too long to be compared while a person waits. */
const LONGEST = 200_000;

interface Props {
  readonly before: string;
  readonly after: string;
  /** Both in one text, or what one of two columns has: the earlier text with what went, the later one with what came. */
  readonly side?: 'both' | 'before' | 'after';
  readonly label?: string;
}

/** A text with the words marked that another one does not have. */
export function WordDiff({ before, after, side = 'both', label }: Props): ReactNode {
  const changes = useMemo(() => changesOf(before, after), [before, after]);
  if (side === 'both' && before === after) return <Same text={after} label={label} />;
  if (changes === null) return <Unmarked before={before} after={after} side={side} label={label} />;
  const shown = changes.filter(({ kind }) => side === 'both' || kind === 'same' || (kind === 'added') === (side === 'after'));
  return (
    <pre className="diff" dir="auto" tabIndex={0} aria-label={label} role={label === undefined ? undefined : 'group'}>
      {shown.map(({ kind, text }, index) => {
        if (kind === 'added') return <ins key={index}>{text}</ins>;
        return kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>;
      })}
    </pre>
  );
}

function Same({ text, label }: { readonly text: string; readonly label: string | undefined }): ReactNode {
  return (
    <>
      <p>The same text.</p>
      <pre className="diff" dir="auto" tabIndex={0} aria-label={label} role={label === undefined ? undefined : 'group'}>
        {text}
      </pre>
    </>
  );
}

/** Two texts with nearly nothing in common are easier to read without marks. */
function Unmarked({
  before,
  after,
  side,
  label,
}: Required<Omit<Props, 'label'>> & { readonly label: string | undefined }): ReactNode {
  const role = label === undefined ? undefined : 'group';
  return (
    <>
      {side === 'both' && <p>The two have too little in common to be compared word by word.</p>}
      {side !== 'after' && (
        <pre className="diff" dir="auto" tabIndex={0} aria-label={label} role={role}>
          {side === 'both' ? <del>{before}</del> : before}
        </pre>
      )}
      {side !== 'before' && (
        <pre className="diff" dir="auto" tabIndex={0} aria-label={label} role={role}>
          {side === 'both' ? <ins>{after}</ins> : after}
        </pre>
      )}
    </>
  );
}

function changesOf(before: string, after: string): readonly TextChange[] | null {
  return before.length + after.length > LONGEST ? null : wordDiff(before, after);
}
