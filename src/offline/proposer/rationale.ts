import type { Thinking } from '../../evaluation/event.ts';
import { type Edit, effectOf } from './choose-edit.ts';
import { MOVES } from './moves.ts';
import { planSentence, type SearchView, type ShownStep } from './search-view.ts';

/** The reasons for an edit, in words: what the prompt showed, and the rule that applied. */
export function rationale(view: SearchView, { moves }: Edit): Thinking {
  return {
    reinstate_goal: view.goal || 'Find the template that scores highest.',
    trajectory_summary: trajectorySummary(view),
    failure_analysis: failureAnalysis(view),
    what_works: effects(view, 'Moves that raised the score', (effect) => effect > 0),
    what_hurts: effects(view, 'Moves that lowered the score', (effect) => effect < 0),
    improvement_hypothesis: moves.map(({ hypothesis }) => hypothesis).join(' '),
    edit_plan: [
      planSentence({ base: view.best.index, moves: moves.map(({ name }) => name) }),
      ...moves.map(({ change }) => change),
    ].join(' '),
  };
}

/** What the proposer tells people. */
export function advice(view: SearchView, { moves }: Edit): string {
  const untried = MOVES.filter(
    (move) => !moves.includes(move) && effectOf(move, view) === null && move.apply(view.best.template, view) !== null,
  );
  const left =
    untried.length === 0 ? 'No move of it is left untried.' : `Still untried: ${untried.map(({ name }) => name).join('; ')}.`;
  return `local:proposer is no language model: it goes through a catalogue of known moves and understands no text. ${left}`;
}

function trajectorySummary({ steps, best }: SearchView): string {
  const latest = steps.at(-1);
  const baseline = steps.find(({ index }) => index === 0);
  const parts = [
    ...(baseline === undefined ? [] : [`The baseline scores ${shown(baseline)}.`]),
    `The best of ${steps.length} is step ${best.index} with ${shown(best)}.`,
    ...(latest === undefined || latest.index === best.index
      ? []
      : [`The latest, step ${latest.index}, scores ${shown(latest)}.`]),
  ];
  return parts.join(' ');
}

function shown({ score }: ShownStep): string {
  return score === null ? 'nothing that could be scored' : score.toFixed(4);
}

function failureAnalysis({ weakest, best }: SearchView): string {
  if (weakest.length === 0) return `No weak example of step ${best.index} is shown.`;
  const failed = weakest.filter(({ error }) => error !== null);
  const reasons = failed[0]?.error ?? '';
  const wrong = weakest
    .filter(({ error }) => error === null)
    .map(({ reference, output }) => `${output ?? ''} for ${reference}`);
  return [
    `Of the ${weakest.length} weakest examples of step ${best.index}, ${failed.length} are failed trials${failed.length > 0 ? ` (${reasons})` : ''}.`,
    ...(wrong.length === 0 ? [] : [`The others gave ${wrong.join('; ')}.`]),
  ].join(' ');
}

function effects(view: SearchView, heading: string, accept: (effect: number) => boolean): string {
  const named = MOVES.flatMap((move) => {
    const effect = effectOf(move, view);
    return effect === null || !accept(effect) ? [] : [`${move.name} (${effect > 0 ? '+' : ''}${effect.toFixed(4)})`];
  });
  return named.length === 0 ? `${heading}: none so far.` : `${heading}: ${named.join('; ')}.`;
}
