import { type Move, MOVES } from './moves.ts';
import type { Attempt, SearchView } from './search-view.ts';
import { placeholdersIn, tidied } from './template-parts.ts';

/** What to try next: these moves, one after the other, on the best template. */
export interface Edit {
  readonly moves: readonly Move[];
  readonly template: string;
}

const MOST_MOVES = 3;

/**
 * Greedy: takes the cheapest untried edit of the best template, of one move or several. Moves that the examples call for come
 * first, then untried ones (which another may make possible), then those that made no difference, then lines left out, and last
 * those that hurt. `refused` are attempts whose template could not be used. `null` if nothing is left.
 */
export function chooseEdit(view: SearchView, refused: readonly Attempt[]): Edit | null {
  const onBest = [...attemptsOf(view), ...refused].filter(({ base }) => base === view.best.index);
  const tried = new Set(onBest.map(({ moves }) => keyOf(moves)));
  const seen = templatesSeen(view, onBest);
  for (const moves of byCost(view)) {
    if (tried.has(keyOf(moves.map(({ name }) => name)))) continue;
    const template = applied(moves, view);
    if (template !== null && !seen.has(template.trim())) return { moves, template };
  }
  return null;
}

/** The difference that a move made the last time it was tried alone; `null` if it was not. */
export function effectOf(move: Move, { steps, best }: SearchView): number | null {
  const alone = steps.findLast(
    ({ attempt }) =>
      attempt?.moves.length === 1 &&
      attempt.moves[0] === move.name &&
      (move.isOfThisTemplate !== true || attempt.base === best.index),
  );
  return alone?.difference ?? null;
}

function cost(move: Move, view: SearchView): number {
  const effect = effectOf(move, view);
  const late = move.isOfThisTemplate === true ? 3 : 0;
  if (effect === null) return move.isUrgent?.(view) === true ? 0 : 1 + late;
  return effect > 0 ? 1 : effect === 0 ? 2 + late : 6;
}

/** All edits, the cheapest first; among equals those with fewer moves, then in the order of the catalogue. */
function byCost(view: SearchView): readonly (readonly Move[])[] {
  const costs = new Map(movesFor(view).map((move) => [move, cost(move, view)]));
  const sum = (moves: readonly Move[]): number => moves.reduce((total, move) => total + (costs.get(move) ?? 0), 0);
  const sizes = Array.from({ length: MOST_MOVES }, (_, index) => index + 1);
  return sizes.flatMap((size) => [...combinations([...costs.keys()], size)]).sort((one, other) => sum(one) - sum(other));
}

function attemptsOf({ steps }: SearchView): readonly Attempt[] {
  return steps.flatMap(({ attempt }) => (attempt === null ? [] : [attempt]));
}

/** The templates of the steps shown in full, and those of the others, made again. */
function templatesSeen(view: SearchView, onBest: readonly Attempt[]): ReadonlySet<string | undefined> {
  const byName = new Map(movesFor(view).map((move) => [move.name, move]));
  const made = onBest.map(({ moves }) => applied(byNameInOrder(byName, moves), view));
  return new Set([...view.steps.map(({ template }) => template), ...made].map((template) => template?.trim()));
}

/** The moves in the order of the catalogue, in which they are applied. */
function byNameInOrder(byName: ReadonlyMap<string, Move>, names: readonly string[]): readonly Move[] {
  return [...byName].filter(([name]) => names.includes(name)).map(([, move]) => move);
}

function movesFor({ best }: SearchView): readonly Move[] {
  return [...MOVES, ...leaveOutLines(best.template)];
}

function keyOf(names: readonly string[]): string {
  return names.toSorted().join('|');
}

function applied(moves: readonly Move[], view: SearchView): string | null {
  const start: string | null = view.best.template;
  return moves.reduce<string | null>((template, move) => (template === null ? null : move.apply(template, view)), start);
}

function* combinations(moves: readonly Move[], size: number): Generator<readonly Move[], void, undefined> {
  if (size === 0) yield [];
  for (const [index, move] of size === 0 ? [] : moves.entries())
    for (const rest of combinations(moves.slice(index + 1), size - 1)) yield [move, ...rest];
}

/** A move for each line of a template that can be left out: without a placeholder, a mark or a statement. */
export function leaveOutLines(template: string): readonly Move[] {
  const lines = template.split('\n');
  const held = placeholdersIn(template).flatMap(({ outerStart, outerEnd }) => linesBetween(template, outerStart, outerEnd));
  return lines.flatMap((line, index) =>
    line.trim() === '' || held.includes(index) || /[{}]/.test(line) ? [] : [leaveOutLine(line, index + 1)],
  );
}

function leaveOutLine(line: string, number: number): Move {
  return {
    name: `leave out line ${number}`,
    hypothesis: `Line ${number} does nothing for the answer, or misleads.`,
    change: `This line goes: ${line.trim()}`,
    apply: (template) => {
      const lines = template.split('\n');
      const at = lines.indexOf(line);
      return at < 0 ? null : tidied(lines.toSpliced(at, 1).join('\n'));
    },
    isOfThisTemplate: true,
  };
}

function linesBetween(template: string, start: number, end: number): number[] {
  const first = template.slice(0, start).split('\n').length - 1;
  const count = template.slice(start, end).split('\n').length;
  return Array.from({ length: count }, (_, index) => first + index);
}
