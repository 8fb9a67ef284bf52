import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';

interface Props {
  readonly row: Schemas['DatasetRow'];
  readonly onClose: () => void;
}

/** One row of a dataset, whole. */
export function DatasetRowDetails({ row: { row, id, cluster, inputs, reference, tags }, onClose }: Props): ReactNode {
  return (
    <aside className="dataset-row" aria-labelledby="row-title">
      <div className="head">
        <h2 id="row-title">Row {countText(row)}</h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {id !== undefined && (
        <p>
          Id <code dir="auto">{id}</code>
        </p>
      )}
      {cluster !== undefined && (
        <p>
          Cluster <code dir="auto">{cluster}</code>
        </p>
      )}
      {tags.length > 0 && (
        <p>
          Tags <bdi>{tags.join(', ')}</bdi>
        </p>
      )}
      {Object.entries(inputs).map(([name, value]) => (
        <Value key={name} name={name} value={value} />
      ))}
      {reference !== null && <Value name="Reference" value={reference} />}
    </aside>
  );
}

function Value({ name, value }: { readonly name: string; readonly value: unknown }): ReactNode {
  return (
    <>
      <h3 dir="auto">{name}</h3>
      <pre dir="auto" tabIndex={0} role="region" aria-label={name}>
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </>
  );
}
