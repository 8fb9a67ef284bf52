import type { ReactNode } from 'react';
import type { Faults } from './faults.ts';
import { FIELD_NAMES } from './fields.tsx';

/** All that is wrong, above the form; each leads to its field. */
export function FaultSummary({ error, faults }: { readonly error: Error; readonly faults: Faults }): ReactNode {
  const fields = Object.entries(faults).filter(([field]) => field !== '');
  return (
    <div className="problem" role="alert">
      <p>{fields.length === 0 ? error.message : 'Nothing was started. What is wrong:'}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(([field, messages = []]) => (
            <li key={field}>
              <button
                type="button"
                className="link"
                onClick={() => {
                  goTo(field);
                }}
              >
                {FIELD_NAMES[field] ?? field}
              </button>{' '}
              {messages.join('; ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function goTo(field: string): void {
  const element = document.getElementById(`field-${field}`);
  element?.closest('details')?.setAttribute('open', '');
  element?.focus();
}
