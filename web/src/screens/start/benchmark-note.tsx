import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { FetchButton } from '../../parts/fetch-button.tsx';

/** What a benchmark measures, whose it is, and whether its data is here. */
export function BenchmarkNote({ preset }: { readonly preset: Schemas['Benchmark'] }): ReactNode {
  const { name, title, description, licence, source, size, data, replaced_by: replacedBy } = preset;
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
          Its {countText(size)} examples are not on this server yet. Fetch them now, or let the start wait for them, which can
          take minutes. <FetchButton name={name} title={title} />
        </p>
      )}
      {data.state === 'fetching' && (
        <p>
          <label>
            Its data is being fetched: {countText(data.rows)} of {countText(data.total ?? size)} examples{' '}
            <progress value={data.rows} max={data.total ?? size} />
          </label>
        </p>
      )}
      {data.error !== null && (
        <p className="fault" dir="auto">
          {data.error}
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
