import { type ReactNode, useMemo } from 'react';
import { wordDiff } from '../../../../src/reports/word-diff.ts';

interface Props {
  /** `null` to show the template alone. */
  readonly before: string | null;
  readonly after: string;
}

/** A template, and what it changed word by word. */
export function TemplateDiff({ before, after }: Props): ReactNode {
  const changes = useMemo(() => (before === null ? [] : wordDiff(before, after)), [before, after]);
  if (changes === null) {
    return (
      <>
        <p>The two have too little in common to be compared word by word.</p>
        <Template text={after} />
      </>
    );
  }
  if (before === null) return <Template text={after} />;
  return (
    <>
      {before === after && <p>The same text.</p>}
      <pre className="template" tabIndex={0} role="region" aria-label="Template with what changed">
        {changes.map(({ kind, text }, at) => {
          if (kind === 'same') return <span key={at}>{text}</span>;
          return kind === 'added' ? <ins key={at}>{text}</ins> : <del key={at}>{text}</del>;
        })}
      </pre>
    </>
  );
}

function Template({ text }: { readonly text: string }): ReactNode {
  return (
    <pre className="template" tabIndex={0} role="region" aria-label="Template">
      {text}
    </pre>
  );
}
