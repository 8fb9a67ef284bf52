import { type ReactNode, useState } from 'react';
import { countText } from '../../lib/format.ts';
import { CopyButton } from './copy-button.tsx';

/** A longer text is shown in part, and whole on demand. */
const SHORT_LENGTH = 4_000;
const SHORT_LINES = 30;

interface Props {
  readonly title: ReactNode;
  readonly text: string;
  /** What stands there in place of an empty text. */
  readonly none?: string;
}

/** A text that a model, a program or a dataset wrote, as it is: in its own direction, bounded, and to be copied. */
export function TextBlock({ title, text, none = 'nothing' }: Props): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const short = shortOf(text);
  const isCut = short.length < text.length;
  return (
    <section className="text-block">
      <div className="text-head">
        <h3>{title}</h3>
        {text !== '' && <CopyButton text={text} />}
      </div>
      {text === '' ? (
        <p className="under">{none}</p>
      ) : (
        <pre dir="auto" className={isWhole ? 'whole' : undefined} tabIndex={0}>
          {isWhole ? text : short}
          {isCut && !isWhole && '…'}
        </pre>
      )}
      {isCut && (
        <button
          type="button"
          className="quiet"
          aria-expanded={isWhole}
          onClick={() => {
            setWhole(!isWhole);
          }}
        >
          {isWhole ? 'Show less' : `Show all ${countText(text.length)} characters`}
        </button>
      )}
    </section>
  );
}

function shortOf(text: string): string {
  const cut = text.slice(0, SHORT_LENGTH);
  const lines = cut.split('\n');
  return lines.length <= SHORT_LINES ? cut : lines.slice(0, SHORT_LINES).join('\n');
}
