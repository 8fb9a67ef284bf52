import type { ReactNode } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useQuery } from '@tanstack/react-query';
import { countText } from '../../lib/format.ts';
import { BenchmarkNote } from './benchmark-note.tsx';
import type { Faults } from './faults.ts';
import { Choice } from './fields.tsx';
import { MetricFields } from './metric-fields.tsx';
import { ModelField } from './model-field.tsx';
import { SearchFields } from './search-fields.tsx';
import type { StartKind } from './start-form.ts';
import type { ShownForm } from './use-start-form.ts';

interface Props {
  readonly kind: StartKind;
  readonly shown: ShownForm;
  readonly faults: Faults;
}

/** What is run, on what, by which model, and how it is scored. */
export function WhatFields({ kind, shown, faults }: Props): ReactNode {
  const { form, set, setMetrics, catalog, presets, models, project } = shown;
  const { plain } = form;
  const isBenchmark = kind === 'benchmark';
  const isReading = project === undefined;
  const preset = isBenchmark ? presets.find(({ name }) => name === plain.project) : undefined;
  const projects = isBenchmark
    ? presets.map(({ name, title, size }) => [name, `${title} · ${countText(size)} examples`] as const)
    : (catalog?.projects ?? []).map(
        ({ name, built_in: isBuiltIn }) => [name, isBuiltIn === true ? `${name} (benchmark)` : name] as const,
      );
  const of = (field: 'project' | 'program' | 'prompt' | 'examples') => ({
    name: field,
    faults,
    value: plain[field] ?? '',
    onChange: (value: string) => {
      set(field, value);
    },
  });
  return (
    <>
      <fieldset>
        <legend>What</legend>
        <div className="fields">
          <Choice
            {...of('project')}
            title={isBenchmark ? 'Benchmark' : 'Project'}
            options={projects}
            isReading={catalog === undefined}
          />
          {!isBenchmark && <Choice {...of('program')} options={namesOf(project?.programs)} isReading={isReading} />}
          <Choice {...of('prompt')} options={namesOf(project?.prompts)} isReading={isReading} />
          {!isBenchmark && (
            <Choice {...of('examples')} options={(project?.datasets ?? []).map(datasetOption)} isReading={isReading} />
          )}
        </div>
        {preset !== undefined && <BenchmarkNote preset={preset} />}
        {project !== undefined && <Problems problems={project.problems} />}
        <PromptText project={plain.project ?? ''} prompt={project?.prompts.find(({ name }) => name === plain.prompt)} />
      </fieldset>
      <fieldset>
        <legend>Model</legend>
        <div className="fields models">
          <ModelField
            name="model"
            models={models}
            faults={faults}
            value={plain.model ?? ''}
            onChange={(value) => {
              set('model', value);
            }}
          />
          {kind === 'optimize' && (
            <>
              <ModelField
                name="proposer_model"
                models={models}
                faults={faults}
                value={plain.proposer_model ?? ''}
                onChange={(value) => {
                  set('proposer_model', value);
                }}
              />
              <SearchFields shown={shown} faults={faults} />
            </>
          )}
        </div>
      </fieldset>
      {kind !== 'run' && (
        <MetricFields offered={project?.metrics ?? []} chosen={form.metrics} faults={faults} onChange={setMetrics} />
      )}
    </>
  );
}

function namesOf(items: readonly { readonly name: string }[] = []): readonly (readonly [string, string])[] {
  return items.map(({ name }) => [name, name]);
}

function datasetOption({ name, rows, bytes }: Schemas['DatasetDetail']): readonly [string, string] {
  if (rows !== null) return [name, `${name} · ${countText(rows)} ${rows === 1 ? 'row' : 'rows'}`];
  return [name, bytes === null ? `${name} · not fetched yet` : `${name} · ${(bytes / 1e6).toFixed(1)} MB`];
}

/** The text of the prompt, as a person knows it again. A long one is read by itself. */
function PromptText({
  project,
  prompt,
}: {
  readonly project: string;
  readonly prompt: Schemas['PromptDetail'] | undefined;
}): ReactNode {
  const name = prompt?.name ?? '';
  const whole = useQuery({
    queryKey: ['project', project, 'prompt', name],
    enabled: prompt?.template === null,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/projects/{project}/prompts/{name}', { params: { path: { project, name } }, signal })),
  });
  const text = prompt?.template ?? whole.data?.template;
  if (text === undefined || text === null) return null;
  return (
    <details className="prompt" open>
      <summary>
        Text of <bdi>{name}</bdi>
      </summary>
      {/* A text that scrolls can be scrolled by the keyboard. */}
      <pre dir="auto" role="group" tabIndex={0} aria-label={`Text of ${name}`}>
        {text}
      </pre>
    </details>
  );
}

function Problems({ problems }: { readonly problems: Schemas['ProjectDetail']['problems'] }): ReactNode {
  if (problems.length === 0) return null;
  return (
    <div className="notes">
      <p>{problems.length === 1 ? 'Something is' : `${countText(problems.length)} things are`} wrong in this project:</p>
      <ul>
        {problems.slice(0, 5).map(({ file, line, message }) => (
          <li key={`${String(file)} ${String(line)} ${message}`} dir="auto">
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
