import type { JobDraft } from '../../src/jobs/job-draft.ts';
import type { JobSpec } from '../../src/domain/job-fields.ts';
import type { DatasetRow } from '../../src/evaluation/example.ts';
import { llmJudge, type NamedMetric, programmaticMetric, scoringsPerTrial } from '../../src/evaluation/metric.ts';
import type { Model } from '../../src/evaluation/model.ts';
import { defineProgram } from '../../src/evaluation/program.ts';
import { PromptTemplate } from '../../src/evaluation/prompt-template.ts';
import { range } from '../../src/evaluation/scale.ts';
import { exampleIdentity } from '../../src/evaluation/trial-id.ts';
import type { PreparedInfo } from '../../src/runner/child-protocol.ts';
import type { PreparedPlan } from '../../src/runner/prepared-plan.ts';
import { Chance } from './chance.ts';
import { OUT_OF_ORDER, type Role } from './provider.ts';

export const ROOT = '/projects';

/** How many kinds of jobs there are. */
export const PROJECTS = 24;

const BASELINE = 'Answer: {{ text }}';
const BREAKS = 'breaks the program';
const JUDGE_LOOKS = 2;
const SHA256 = '0'.repeat(64);
const SOURCES = { programSha256: SHA256, metricsSha256: SHA256, promptSha256: SHA256 };

const program = defineProgram<{ readonly text: string }>(async ({ inputs, render, complete }) => {
  const { text } = await complete(render());
  if (inputs.text.includes(BREAKS)) throw new Error('the program broke');
  return { said: text };
});

const METRICS: Readonly<Record<string, NamedMetric['metric']>> = {
  digit: programmaticMetric<{ readonly said: string }>({
    description: 'The digit that was said.',
    scale: range(0, 10),
    score: ({ output }) => ({ raw: Number(output.said.slice(-1)), reason: 'its last character' }),
  }),
  judged: llmJudge({ description: 'How good it is.', scale: range(0, 10), model: 'simulated:judge', repeats: JUDGE_LOOKS }),
};

/** A small project with one dataset: what the jobs of a schedule are about. The same number is always the same project. */
export class SimulatedProject {
  readonly spec: JobSpec;
  readonly #rows: readonly DatasetRow[];

  constructor(number: number) {
    const chance = new Chance(number + 1);
    const kind = (['evaluate', 'run', 'evaluate', 'optimize'] as const)[number % 4] ?? 'run';
    this.#rows = Array.from({ length: 1 + chance.whole(5) }, (_, place) => row(place, textOf(place, chance)));
    const metrics = kind === 'run' ? {} : { metrics: chance.isTrue(0.5) ? ['digit', 'judged'] : ['digit'] };
    const search = kind === 'optimize' ? { steps: 1 + chance.whole(2), proposerModel: 'simulated:proposer' } : {};
    this.spec = {
      ...{
        kind,
        project: `project_${number}`,
        program: 'answer',
        prompt: 'plain',
        examples: 'all',
        model: 'simulated:program',
      },
      ...{ workers: 1 + chance.whole(4), repeats: 1 + chance.whole(2), generationKwargs: {} },
      ...metrics,
      ...search,
    };
  }

  static of({ project }: JobSpec): SimulatedProject {
    return new SimulatedProject(Number(project.split('_')[1]));
  }

  draft(id: string): JobDraft {
    const { plannedTrials, plannedScorings } = this.info;
    const facts = { sources: SOURCES, datasetPath: `${ROOT}/all.jsonl`, datasetSha256: SHA256, plannedTrials, plannedScorings };
    const open = {
      finishedAt: null,
      resumed: null,
      error: null,
      stopped: null,
      projectsRoot: ROOT,
      assayVersion: null,
      extra: {},
    };
    return { id, spec: this.spec, ...facts, ...open };
  }

  get info(): PreparedInfo {
    const plannedTrials = this.#rows.length * this.spec.repeats;
    const looks = this.#metrics.reduce((sum, name) => sum + scoringsPerTrial({ metric: metricOf(name) }), 0);
    const dataset = { datasetPath: `${ROOT}/all.jsonl`, datasetSha256: SHA256, exampleCount: this.#rows.length };
    return { ...dataset, sources: SOURCES, plannedTrials, plannedScorings: plannedTrials * looks };
  }

  plan(modelOf: (role: Role) => Model): PreparedPlan {
    const { spec } = this;
    const { plannedTrials, plannedScorings } = this.info;
    const metrics = this.#metrics.map((name) => named(name, modelOf));
    const rows = this.#rows;
    const search = {
      steps: spec.steps ?? 0,
      proposer: modelOf('proposer'),
      programSource: 'the program',
      ...{ rows: { read: () => rows }, heldOut: null, parts: null },
    };
    return {
      ...{ spec, program: program as PreparedPlan['program'], template: new PromptTemplate(BASELINE, 'plain') },
      ...{ model: modelOf('program'), metrics, plannedTrials, plannedScorings, plannedJudgings: 0, sources: SOURCES },
      dataset: { path: '', sha256: SHA256, rowCount: rows.length } as PreparedPlan['dataset'],
      rows: async function* () {
        yield* rows;
      },
      hasStoredTrials: false,
      search: spec.kind === 'optimize' ? search : null,
    };
  }

  /** How many answers are needed: to one prompt of the program, and in all from judges and the proposer. */
  answersTo(role: Role): number {
    const { repeats, steps = 0, metrics = [] } = this.spec;
    switch (role) {
      case 'program':
        return repeats;
      case 'judge':
        return metrics.includes('judged') ? this.info.plannedTrials * JUDGE_LOOKS * (steps + 1) : 0;
      case 'proposer':
        return steps;
    }
  }

  get #metrics(): readonly string[] {
    return this.spec.metrics ?? [];
  }
}

function row(place: number, text: string): DatasetRow {
  return { row: place, example: { inputs: { text }, reference: null }, identity: exampleIdentity({ text }, null) };
}

function textOf(place: number, chance: Chance): string {
  return `text ${place}${chance.pick(['', '', '', '', ` ${BREAKS}`, ` ${OUT_OF_ORDER}`])}`;
}

function named(name: string, modelOf: (role: Role) => Model): NamedMetric {
  const metric = metricOf(name);
  return { name, metric, judge: metric.kind === 'llm_judge' ? modelOf('judge') : null };
}

function metricOf(name: string): NamedMetric['metric'] {
  const metric = METRICS[name];
  if (metric === undefined) throw new Error(`there is no metric ${name}`);
  return metric;
}
