import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.ts';
import { bytesText, countText } from '../../lib/format.ts';
import { placeholderParts } from './placeholder-parts.ts';
import { UsedBy } from './used-by.tsx';

type Project = Schemas['ProjectDetail'];

interface Props {
  readonly project: Project;
}

export function Programs({ project: { name: project, programs } }: Props): ReactNode {
  return (
    <Part title="Programs" isEmpty={programs.length === 0} empty="Neither programs.ts nor programs.py has a program.">
      <ul className="parts">
        {programs.map(({ name, description, file, line }) => (
          <li key={name}>
            <b dir="auto">{name}</b> <Place file={file} line={line} /> <UsedBy project={project} what="program" name={name} />
            {description !== null && (
              <p className="said" dir="auto">
                {description}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Prompts({ project: { name: project, prompts } }: Props): ReactNode {
  return (
    <Part title="Prompts" isEmpty={prompts.length === 0} empty="There is no template in its folder prompts/.">
      {prompts.map(({ name, file, template, variables }) => (
        <details key={name} className="part">
          <summary>
            <b dir="auto">{name}</b> <Place file={file} line={null} />{' '}
            {variables !== null && variables.length > 0 && (
              <small>
                takes <bdi>{variables.join(', ')}</bdi>
              </small>
            )}
          </summary>
          <p>
            <UsedBy project={project} what="prompt" name={name} />
          </p>
          {template === null ? (
            <p>Its text can’t be shown here: it can’t be read, or is too long.</p>
          ) : (
            <pre dir="auto" tabIndex={0} role="region" aria-label={`Template ${name}`}>
              {placeholderParts(template).map(({ isMarked, text }, at) =>
                isMarked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
              )}
            </pre>
          )}
        </details>
      ))}
    </Part>
  );
}

export function Metrics({ project: { metrics } }: Props): ReactNode {
  return (
    <Part
      title="Metrics"
      isEmpty={metrics.length === 0}
      empty="Neither metrics.ts nor metrics.py has a metric: its programs can be run, not scored."
    >
      <ul className="parts">
        {metrics.map(({ name, kind, description, scale, model, file, line }) => (
          <li key={name}>
            <b dir="auto">{name}</b> <Place file={file} line={line} />{' '}
            <small>
              {kind === 'llm_judge' ? 'judged by a model' : 'computed'}
              {model !== null && <> ({<bdi>{model}</bdi>})</>}, <bdi>{scaleText(scale)}</bdi>
            </small>
            <p className="said" dir="auto">
              {description}
            </p>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Datasets({ project: { name: project, datasets } }: Props): ReactNode {
  return (
    <Part title="Datasets" isEmpty={datasets.length === 0} empty="There is no dataset in its folder data/.">
      <div className="wide" tabIndex={0} role="region" aria-label="Table of the datasets">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">File</th>
              <th scope="col" className="number">
                Rows
              </th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Used by</th>
            </tr>
          </thead>
          <tbody>
            {datasets.map(({ name, file, rows, bytes }) => (
              <tr key={name}>
                <th scope="row">
                  {bytes === null ? (
                    <span dir="auto">{name}</span>
                  ) : (
                    <Link href={`/projects/${encodeURIComponent(project)}/datasets/${encodeURIComponent(name)}`} dir="auto">
                      {name}
                    </Link>
                  )}
                </th>
                <td>
                  <code dir="auto">{file}</code>
                </td>
                <td className="number">{bytes === null ? 'not fetched yet' : countText(rows)}</td>
                <td className="number">{bytesText(bytes)}</td>
                <td>
                  <UsedBy project={project} what="dataset" name={name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

interface PartProps {
  readonly title: string;
  readonly isEmpty: boolean;
  readonly empty: string;
  readonly children: ReactNode;
}

function Part({ title, isEmpty, empty, children }: PartProps): ReactNode {
  const id = `part-${title.toLowerCase()}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {isEmpty ? <p className="under">{empty}</p> : children}
    </section>
  );
}

function Place({ file, line }: { readonly file: string; readonly line: number | null }): ReactNode {
  return (
    <small>
      <code dir="auto">{line === null ? file : `${file}:${String(line)}`}</code>
    </small>
  );
}

function scaleText(scale: Project['metrics'][number]['scale']): string {
  switch (scale.kind) {
    case 'range':
      return `${String(scale.floor)} to ${String(scale.ceiling)}`;
    case 'ordinal':
      return scale.levels.map(String).join(' < ');
  }
}
