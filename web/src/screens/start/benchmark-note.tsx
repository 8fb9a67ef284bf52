import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';

/** What a benchmark measures, whose it is, and whether its data is here. */
export function BenchmarkNote({ preset }: { readonly preset: Schemas['Benchmark'] }): ReactNode {
  const { description, licence, source, size, data, replaced_by: replacedBy } = preset;
  return (
    <div className="note">
      <p>
        {description} Licence: {licence}.{' '}
        {source !== null && (
          <a href={source.url} rel="noreferrer noopener" target="_blank">
            {source.dataset}
          </a>
        )}
      </p>
      {data.state === 'absent' && (
        <p>
          Its {countText(size)} examples are not on this server yet. They are fetched first, which can take minutes; this page
          waits for that.
        </p>
      )}
      {data.state === 'fetching' && (
        <p>
          Its data is being fetched: {countText(data.rows)} of {countText(data.total ?? size)} examples.
        </p>
      )}
      {replacedBy !== null && (
        <p>
          The project <b>{replacedBy}</b> of the projects root stands in its place.
        </p>
      )}
    </div>
  );
}
