import type { ReactNode } from 'react';
import { ProblemError } from '../api/problem.ts';
import { signInAddress } from '../api/query-client.ts';

/** A failed request in the server's own words, with a way to try again. */
export function ProblemBox({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }): ReactNode {
  // A field whose fault the sentence has in full needs no line of its own.
  const said = (message: string): boolean => error.message.includes(message);
  const fields = error instanceof ProblemError ? error.fields.filter(({ message }) => !said(message)) : [];
  return (
    <div className="problem" role="alert">
      <p>{error.message}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ path, message }) => (
            <li key={path + message}>
              {path !== '' && <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      {error instanceof ProblemError && error.status === 401 && (
        <p>
          <a href={signInAddress()}>Sign in</a>
        </p>
      )}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
