import type { ScoringPayload, TrialPayload } from '../event.ts';
import type { MetricVerdict, WeakExample } from './job-report.ts';
import type { ReportedEvent } from './report-builder.ts';
import type { WeakTrial } from './step-scores.ts';

/** A weak example out of events that come in order, those of its trial among them; `null` where they are not. */
export function weakExample(place: WeakTrial, events: Iterable<ReportedEvent>): WeakExample | null {
  const { trialId, firstSeq, lastSeq, meanScore, trials } = place;
  let trial: TrialPayload | null = null;
  const verdicts: MetricVerdict[] = [];
  for (const { seq, type, payload } of events) {
    if (seq < firstSeq || seq > lastSeq) continue;
    if (!('trial_id' in payload) || payload.trial_id !== trialId) continue;
    if (type === 'trial') trial ??= payload as TrialPayload;
    else if (type === 'scoring') verdicts.push(verdict(payload as ScoringPayload));
  }
  return trial && { mean_score: meanScore, trials, trial, verdicts };
}

function verdict({ metric, replicate, score, error }: ScoringPayload): MetricVerdict {
  return { metric: metric.name, replicate, score: score ?? null, error: error ?? null };
}
