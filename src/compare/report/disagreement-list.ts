import type { Sample } from '../../domain/run.ts';
import type { Disagreement } from '../disagreements.ts';
import { Html, html } from './html.ts';
import { numberText } from './number-text.ts';

/** For each run its samples by id. */
export type SamplesByRun = ReadonlyMap<string, ReadonlyMap<string, Sample>>;

/** The parser drops a newline that comes first in `pre`, so it gets one to drop. */
const FIRST_NEWLINE = '\n';
const LONGEST_TEXT = 6_000;

/** Samples with what each run was asked and answered, side by side. */
export function disagreementList(found: readonly Disagreement[], samples: SamplesByRun): Html {
  if (found.length === 0) return html`<p>The runs have the same score on every sample that they share.</p>`;
  return html`${found.map((disagreement, i) => entry(disagreement, samples, i === 0))}`;
}

function entry({ metric, sampleId, spread }: Disagreement, samples: SamplesByRun, isOpen: boolean): Html {
  const answers = [...samples].map(([runId, byId]) => ({ runId, sample: byId.get(sampleId) }));
  const prompts = new Set(answers.flatMap(({ sample }) => sample?.prompt ?? []));
  const [shared] = prompts.size === 1 ? prompts : [];
  return html`<details class="sample" ${isOpen ? new Html(' open') : null}>
    <summary>
      <code>${sampleId}</code>
      <small>${numberText(spread)} apart</small>
      ${answers.map(({ runId, sample }) => html`<span class="score">${runId}: <b>${scoreText(sample, metric)}</b></span>`)}
    </summary>
    ${shared === undefined ? null : text('Prompt', shared)}
    <div class="answers">${answers.map(({ runId, sample }) => answer(runId, sample, metric, shared === undefined))}</div>
  </details>`;
}

function answer(runId: string, sample: Sample | undefined, metric: string, withPrompt: boolean): Html {
  const title = html`<h4>${runId} <small>${metric} ${scoreText(sample, metric)}</small></h4>`;
  if (sample === undefined) {
    return html`<section>
      ${title}
      <p>The run does not have this sample.</p>
    </section>`;
  }
  return html`<section>
    ${title}${withPrompt ? text('Prompt', sample.prompt) : null}${text('Response', sample.response)}
  </section>`;
}

function text(title: string, content: string): Html {
  if (content === '') {
    return html`<h5>${title}</h5>
      <p><small>empty</small></p>`;
  }
  const cut = content.length > LONGEST_TEXT;
  const rest = cut ? html`<p><small>${content.length - LONGEST_TEXT} more characters are not shown.</small></p>` : null;
  return html`<h5>${title}</h5>
    <pre dir="auto">${FIRST_NEWLINE}${cut ? content.slice(0, LONGEST_TEXT) : content}</pre>
    ${rest}`;
}

function scoreText(sample: Sample | undefined, metric: string): string {
  const score = sample && new Map(Object.entries(sample.scores)).get(metric);
  return score === undefined ? 'no score' : numberText(score);
}
