import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';
import { Fact } from '../../parts/fact.tsx';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly progress: Schemas['JobProgress'] | null;
}

/** How far a job is, how fast it goes, what it has taken of what it may, and why it waits. */
export function LiveStrip({ manifest, progress }: Props): ReactNode {
  if (progress === null)
    return <p className="live-strip">{manifest.status === 'queued' ? 'It waits for other jobs to end.' : 'It begins…'}</p>;
  const { completed, total, rate, eta_seconds: left, in_flight: inFlight, waiting, cost_usd: cost, tokens } = progress;
  const done = total === null ? countText(completed) : `${countText(completed)} of ${countText(total)}`;
  return (
    <section className="live-strip" aria-label="Progress">
      <progress aria-label="Progress" max={total ?? 1} {...(total === null ? {} : { value: Math.min(completed, total) })} />
      <dl className="facts">
        <Fact name="trials and scorings" value={done} />
        <Fact name="a second" value={rate === null ? '–' : rateText(rate)} />
        <Fact name="left" value={left === null ? '–' : durationText(left)} />
        <Fact name={spentName('spent', manifest.max_cost_usd, costText)} value={costText(cost)} />
        <Fact name={spentName('tokens', manifest.max_tokens, countText)} value={countText(tokens)} />
        <Fact name="calls under way" value={countText(inFlight)} />
      </dl>
      <p className={waiting === null ? 'waiting' : 'waiting notes'} role="status" dir="auto">
        {waiting}
      </p>
    </section>
  );
}

function rateText(rate: number): string {
  return rate >= 100 ? countText(rate) : rate.toPrecision(2);
}

function spentName(name: string, limit: number | undefined, text: (value: number) => string): string {
  return limit === undefined ? name : `${name} of ${text(limit)}`;
}
