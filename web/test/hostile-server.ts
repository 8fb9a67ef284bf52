import { RunningServer } from '../../test/e2e/running-server.ts';
import { type ModelCall, type ModelServer, startModelServer } from '../../test/fixtures/model-server.ts';
import { writeProject } from '../../test/fixtures/written-project.ts';

/** Markup in every form that a page might run, and a mark that turns the text around. */
export const ATTACK = [
  '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>',
  '<a href="javascript:window.attacked=1">a link</a> [a link](javascript:window.attacked=1)',
  '<iframe srcdoc="<script>parent.attacked=1</script>"></iframe></title></script></style>-->',
  "{{constructor.constructor('window.attacked=1')()}} ${window.attacked=1} \u202Etxt.exe\u202C",
].join(' ');

/** What can be the name of a file as well. */
const NAME = '<img src=x onerror=attacked=1>';
const LONG_NAME = `${NAME}${'unbroken'.repeat(15)} ${'مرحبا '.repeat(8)}`;

const QUOTED = JSON.stringify(ATTACK);

const PROGRAMS = `import { defineProgram } from 'assay';
const ask = defineProgram(async ({ inputs, render, complete }) => {
  const { output } = await complete(render());
  if (inputs.text === 'fails') throw new Error(${QUOTED});
  return output;
});
export { ask, ask as '${NAME}' };
`;

const METRICS = `import { llmJudge, ordinal, programmaticMetric } from 'assay';
const length = programmaticMetric({
  description: ${QUOTED},
  scale: ordinal([false, true]),
  score: ({ output }) => ({ raw: output.length % 2 === 0, reason: ${QUOTED} }),
});
const judge = llmJudge({ description: ${QUOTED}, scale: ordinal(['rude', 'polite']), model: 'compatible:judge' });
const broken = programmaticMetric({
  description: 'Throws.',
  scale: ordinal([false, true]),
  score: () => { throw new Error(${QUOTED}); },
});
export { length, judge, broken, length as '${NAME}' };
`;

const THINKING = [
  'reinstate_goal',
  'trajectory_summary',
  'failure_analysis',
  'what_works',
  'what_hurts',
  'improvement_hypothesis',
  'edit_plan',
];

const ASKED = {
  project: 'hostile',
  program: 'ask',
  prompt: 'plain',
  examples: 'rows',
  model: 'compatible:<img src=x onerror=attacked=1>',
  metrics: ['length', 'judge', 'broken'],
};

/** A server on which all that a model, a user or a file can write is an attack on the page that shows it. */
export class HostileServer {
  readonly server: RunningServer;
  /** The parts of the addresses: each the id of a job or of a run. */
  readonly ids: { readonly job: string; readonly search: string; readonly imports: readonly [string, string, string] };
  readonly #models: ModelServer;

  private constructor(server: RunningServer, models: ModelServer, ids: HostileServer['ids']) {
    this.server = server;
    this.ids = ids;
    this.#models = models;
  }

  static async start(): Promise<HostileServer> {
    const models = await startModelServer((call) => ({ text: answerTo(call) }));
    process.env['ASSAY_COMPATIBLE_BASE_URL'] = models.url;
    const server = await RunningServer.start({ modelMaxRetries: 0, maxRunningJobs: 2 });
    await writeHostileProject(server);
    const job = await server.startJob('evaluate', { ...ASKED, label: ATTACK.slice(0, 150), experiment_id: NAME });
    const search = await server.startJob('optimize', {
      ...ASKED,
      metrics: ['length'],
      steps: 1,
      proposer_model: 'compatible:proposer',
      label: LONG_NAME.slice(0, 200),
    });
    const imports = [LONG_NAME.slice(0, 200), `${NAME} two`, 'javascript:attacked=1'] as const;
    for (const [at, id] of imports.entries()) await server.post('/api/runs', hostileRun(id, at));
    await Promise.all([server.settledJob(job), server.settledJob(search)]);
    return new HostileServer(server, models, { job, search, imports });
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.#models.close();
    delete process.env['ASSAY_COMPATIBLE_BASE_URL'];
  }
}

async function writeHostileProject(server: RunningServer): Promise<void> {
  const rows = [
    { inputs: inputs(ATTACK), reference: ATTACK, tags: [NAME] },
    { inputs: inputs('fails'), reference: null },
    { inputs: inputs('unbroken'.repeat(400)), reference: { [NAME]: [1, { deep: ATTACK }] }, tags: [LONG_NAME] },
    { inputs: inputs('مرحبا بالعالم، هذا نص من اليمين إلى اليسار.'), reference: 'مرحبا' },
  ];
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  const template = `${ATTACK.split('{{')[0] ?? ''}{{ text }}`;
  await writeProject(server.root.path, 'hostile', {
    'programs.ts': PROGRAMS,
    'metrics.ts': METRICS,
    'prompts/plain.jinja': template,
    [`prompts/${NAME}.jinja`]: template,
    'data/rows.jsonl': text,
    [`data/${NAME}.jsonl`]: text,
    'data/broken.jsonl': `{ "inputs": ${ATTACK}`,
  });
  await writeProject(server.root.path, NAME, { 'metrics.ts': `throw new Error(${QUOTED});` });
}

function inputs(text: string): Readonly<Record<string, string>> {
  return { text, [NAME]: ATTACK };
}

function hostileRun(id: string, at: number): object {
  return {
    run_id: id,
    experiment_id: LONG_NAME,
    metadata: { model: NAME, name: ATTACK, [NAME]: ATTACK },
    samples: Array.from({ length: 12 }, (_, row) => ({
      id: `${NAME} ${String(row)}`,
      prompt: ATTACK,
      response: `${ATTACK} ${String(at)}`,
      scores: { [NAME]: (row * (at + 3)) % 5, [LONG_NAME]: row % 2 === 0 },
      cluster: `${NAME} ${String(row % 3)}`,
      tags: [row % 2 === 0 ? NAME : ATTACK],
    })),
  };
}

function answerTo({ prompt, number }: ModelCall): string {
  if (prompt.includes('You are a careful, impartial judge')) return JSON.stringify({ reason: ATTACK, score: 'polite' });
  if (!prompt.includes('weak_example')) return `${ATTACK} ${'?'.repeat(number % 3)}`;
  return JSON.stringify({
    thinking: Object.fromEntries(THINKING.map((field) => [field, ATTACK])),
    prompt_template: `${ATTACK.split('{{')[0] ?? ''} {{ text }} once more`,
    advice: ATTACK,
  });
}
