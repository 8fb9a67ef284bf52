import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';
import { Fact } from '../../parts/fact.tsx';
import { TelemetryParts } from './call-parts.tsx';
import { failureText } from './failure-groups.tsx';
import { textOf } from './result-row.ts';
import { Scorings } from './scorings.tsx';
import { TextBlock } from './text-block.tsx';

/** Everything about a trial: what came out, what was expected, how it was scored, and what the model was asked and answered. */
export function TrialParts({ trial }: { readonly trial: Schemas['Trial'] }): ReactNode {
  const { error, example, output, telemetry, scorings, scores } = trial;
  return (
    <>
      {error !== undefined && (
        <TextBlock
          title={
            <>
              {error.kind === undefined ? 'It failed' : `It failed: ${failureText(error.kind)}`} <code>{error.type}</code>
            </>
          }
          text={error.message}
        />
      )}
      <Scorings scorings={scorings} scores={scores} />
      <div className="pair">
        {error === undefined && <TextBlock title="Output" text={textOf(output, 2)} />}
        {example !== null && (
          <TextBlock title="Reference" text={textOf(example.reference, 2)} none="The dataset expects nothing." />
        )}
      </div>
      {example === null ? (
        <p className="notes">The line of this row is no longer in the job’s log. What the index still knows of it is here.</p>
      ) : (
        <Example example={example} />
      )}
      {telemetry !== undefined && <TelemetryParts telemetry={telemetry} />}
      <dl className="facts">
        <Fact name="latency" value={durationText(trial.latency)} />
        <Fact name="tokens in" value={countText(trial.input_tokens)} />
        <Fact name="tokens out" value={countText(trial.output_tokens)} />
        <Fact name="cost" value={costText(trial.cost)} />
        <Fact name="calls" value={countText(callCount(telemetry))} />
        <Fact name="trial" value={trial.trial_id} />
      </dl>
    </>
  );
}

function callCount(telemetry: Schemas['Telemetry'] | undefined): number {
  if (telemetry === undefined) return 0;
  const completions = telemetry.calls ?? [telemetry];
  return completions.reduce((sum, { other_attempts: others = [] }) => sum + 1 + others.length, 0);
}

function Example({ example: { inputs, id, tags, cluster } }: { readonly example: Schemas['Example'] }): ReactNode {
  return (
    <>
      {Object.entries(inputs).map(([name, value]) => (
        <TextBlock
          key={name}
          title={
            <>
              Input <bdi>{name}</bdi>
            </>
          }
          text={textOf(value, 2)}
        />
      ))}
      {(id !== undefined || (tags?.length ?? 0) > 0 || cluster !== undefined) && (
        <dl className="facts">
          {id !== undefined && <Fact name="id" value={id} />}
          {tags !== undefined && tags.length > 0 && <Fact name="tags" value={tags.join(', ')} />}
          {cluster !== undefined && <Fact name="cluster" value={cluster} />}
        </dl>
      )}
    </>
  );
}
