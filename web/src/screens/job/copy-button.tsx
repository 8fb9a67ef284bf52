import { type ReactNode, useEffect, useState } from 'react';

const SAID_MS = 1_500;

type Outcome = 'none' | 'copied' | 'failed';

const WORDS: Readonly<Record<Outcome, string>> = { none: 'Copy', copied: 'Copied', failed: 'Can’t copy' };

/** Puts a text into the clipboard, and says whether it is there. */
export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => {
      setOutcome('none');
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);
  return (
    <button type="button" className="quiet copy" onClick={() => void copied(text).then(setOutcome)}>
      {WORDS[outcome]}
    </button>
  );
}

/** A page that is not from this machine has a clipboard only over HTTPS. */
async function copied(text: string): Promise<Outcome> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'failed';
  }
}
