import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { JobFigures } from '../../../domain/job-figures.ts';
import type { RatingColumns } from '../../../domain/ratings.ts';
import type { Sample, WholeSample } from '../../../domain/run.ts';
import type { ComparedSample } from '../../../domain/run-store.ts';
import type { HumanLabel } from '../../../domain/label-store.ts';
import type { PlacedSample, SampleAggregate, SampleDetail, SamplePage } from '../../../domain/sample-query.ts';
import type {
  AggregateTask,
  DetailTask,
  FiguresTask,
  FirstSamplesTask,
  JudgedTask,
  LabelledTask,
  LevelsTask,
  PageTask,
  RandomTask,
  RangeTask,
  RatingsTask,
  SampleReads,
  ScoresTask,
} from './sample-reads.ts';
import type { ScoredColumns } from '../../../domain/scored-columns.ts';
import type { JudgedMetric } from '../../../statistics/judged-run.ts';
import type { SampleLevels } from '../../../statistics/scored-run.ts';
import { type ThreadAnswer, threadAnswer } from './thread-answer.ts';
import { type IndexPlace, ThreadReads } from './thread-reads.ts';

const indexes = new ThreadReads();

type Placed<Task> = Task & { readonly place: IndexPlace };

export function page(task: Placed<PageTask>): ThreadAnswer<SamplePage> {
  return answer(task, (reads) => reads.page(task));
}

export function aggregate(task: Placed<AggregateTask>): ThreadAnswer<SampleAggregate> {
  return answer(task, (reads) => reads.aggregate(task));
}

export function detail(task: Placed<DetailTask>): ThreadAnswer<SampleDetail | undefined> {
  return answer(task, (reads) => reads.detail(task));
}

export function samples(task: Placed<RangeTask>): ThreadAnswer<Sample[]> {
  return answer(task, (reads) => reads.samples(task));
}

export function wholeSamples(task: Placed<RangeTask>): ThreadAnswer<WholeSample[]> {
  return answer(task, (reads) => reads.wholeSamples(task));
}

export function jobFigures(task: Placed<FiguresTask>): ThreadAnswer<JobFigures> {
  return answer(task, (reads) => reads.jobFigures(task));
}

export function samplesOf(task: Placed<FirstSamplesTask>): ThreadAnswer<(ComparedSample | undefined)[]> {
  return answer(task, (reads) => reads.samplesOf(task));
}

export function levels(task: Placed<LevelsTask>): ThreadAnswer<SampleLevels[]> {
  return answer(task, (reads) => reads.levels(task));
}

export function labelled(task: Placed<LabelledTask>): ThreadAnswer<HumanLabel[]> {
  return answer(task, (reads) => reads.labelled(task));
}

export function judged(task: Placed<JudgedTask>): ThreadAnswer<readonly JudgedMetric[]> {
  return answer(task, (reads) => reads.judged(task));
}

export function ratings(task: Placed<RatingsTask>): ThreadAnswer<RatingColumns> {
  return answer(task, (reads) => reads.ratings(task));
}

export function random(task: Placed<RandomTask>): ThreadAnswer<PlacedSample[]> {
  return answer(task, (reads) => reads.random(task));
}

/** The columns are moved to the other thread; the ids are a copy, since this thread goes on with its own. */
export function scores(task: Placed<ScoresTask>): ThreadAnswer<ScoredColumns[]> {
  const scored = answer(task, (reads) => reads.scores(task).map((columns) => ({ ...columns, ids: columns.ids.slice() })));
  if (!scored.isDone) return scored;
  const buffers = scored.value.flatMap(({ ids, metrics, repeats }) => [
    ids.buffer,
    ...Array.from(metrics.values(), ({ buffer }) => buffer),
    ...[...repeats.values()].flatMap(({ counts, squares }) => [counts.buffer, squares.buffer]),
  ]);
  return move({ [transferableSymbol]: buffers, [valueSymbol]: scored }) as unknown as ThreadAnswer<ScoredColumns[]>;
}

function answer<Value>({ place }: Placed<object>, work: (reads: SampleReads) => Value): ThreadAnswer<Value> {
  return threadAnswer(() => indexes.read(place, work));
}
