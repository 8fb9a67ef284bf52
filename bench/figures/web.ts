import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM } from '../../web/test/chromium.ts';
import { AssayServer } from '../assay-server.ts';
import { writeReviews } from '../bench-project.ts';
import { sizeOf } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { importRun } from '../import-run.ts';
import { longestWaitDuring } from '../longest-wait.ts';
import { MeasuredPage } from '../measured-page.ts';
import { multiplyJobs } from '../multiply-jobs.ts';
import { median, milliseconds } from '../numbers.ts';
import { ndjsonRun } from '../scored-samples.ts';
import { indexIsReady, textsAreIndexed } from '../settled-index.ts';
import { medianTime } from '../timed.ts';
import { withBareServer } from '../with-bare-server.ts';

const REPETITIONS = 5;
const WHEEL_TURNS = 60;
const WHEEL_PX = 400;
/** Workers × model that make about 1,000 events a second: each trial is two. */
const LIVE_WORKERS = 8;
const LIVE_MODEL = 'local:echo?latency_ms=15&fail_rate=0.02';
const TRIALS_A_SECOND = 500;
const DATASET = 'live';
const RUN = 'many';
const TAGS = ['algebra', 'geometry', 'logic', 'words'];
const LIST_ROW = 'table.runs tbody .run-name';
const ROW = '.rows-row [role=gridcell]:first-child:not(:empty)';

interface Sizes {
  readonly runs: number;
  readonly samples: number;
  readonly liveSeconds: number;
}

/** What is open in the browser, and how it is asked for. */
interface Place {
  readonly name: string;
  readonly url: string;
  /** What its first answers are, without the application. */
  readonly answers: readonly string[];
  readonly row: string;
}

type Action = readonly [what: string, act: (page: MeasuredPage['page']) => Promise<unknown>, aim?: string];

const LIST_ACTIONS: readonly Action[] = [
  ['its last page', async (page) => page.getByRole('button', { name: 'Last', exact: true }).click(), ''],
  ['filter by status', async (page) => page.getByLabel('Filter by status').selectOption('done')],
  ['filter by kind, none left', async (page) => page.getByLabel('Filter by kind').selectOption('import')],
  ['clear the filters', async (page) => page.getByRole('button', { name: 'Clear the filters' }).click()],
  ['search, with 120 ms of waiting', async (page) => page.getByLabel('Search the runs').fill('plain')],
];

const ROWS_ACTIONS: readonly Action[] = [
  ['the End key', async (page) => page.getByRole('grid').press('End'), ''],
  ['filter by tag', async (page) => page.getByLabel('Tag').selectOption('logic')],
  ['filter by status, none left', async (page) => page.getByLabel('Status').selectOption('failed')],
  ['show all rows', async (page) => page.getByRole('button', { name: 'Show all rows' }).first().click()],
  ['filter by score, with 120 ms of waiting', async (page) => page.getByLabel('Least score').fill('0.5')],
  ['search, with 120 ms of waiting', async (page) => page.getByLabel('Search the rows').fill('question 77')],
  ['sort by score', async (page) => page.getByRole('columnheader').getByRole('button', { name: 'grade' }).click(), ''],
];

const JOB_ACTIONS: readonly Action[] = [
  ['filter by failures', async (page) => page.getByLabel('Status').selectOption('failed')],
  ['filter by reason', async (page) => page.getByLabel('Failures').getByRole('button').first().click()],
];

/** The browser application over many runs, a long run and a fast job, as Chromium shows it. */
export const web: Figure = {
  name: 'web',
  measure: () => webRows({ runs: 5_000, samples: 1_000_000, liveSeconds: 60 }),
  measureQuickly: () => webRows({ runs: 200, samples: 20_000, liveSeconds: 10 }),
};

async function* webRows({ runs, samples, liveSeconds }: Sizes): AsyncGenerator<Row> {
  const trials = liveSeconds * TRIALS_A_SECOND;
  const server = await AssayServer.start(async (root) => writeReviews(root, DATASET, trials));
  const browser = await chromium.launch(CHROMIUM);
  try {
    const { jobId } = await server.finishedJob({ examples: 'ten' });
    await multiplyJobs(server.root, jobId, runs, ['summary.json', 'events.jsonl']);
    await sizeOf(`${server.url}/api/results?limit=1`);
    await indexIsReady(server.url);
    yield* placeRows(browser, listOf(server.url, runs), LIST_ACTIONS);

    await importRun(server.url, ndjsonRun(RUN, 0, samples, 2, TAGS));
    await textsAreIndexed(server.url, RUN);
    yield* placeRows(browser, runOf(server.url, samples), ROWS_ACTIONS);

    yield* liveRows(browser, server, trials);
  } finally {
    await browser.close();
    await server.close();
  }
}

function listOf(url: string, runs: number): Place {
  return {
    name: `list of ${runs.toLocaleString('en')} runs`,
    url: `${url}/`,
    answers: [`${url}/api/results?limit=50&offset=0`],
    row: LIST_ROW,
  };
}

function runOf(url: string, samples: number): Place {
  const api = `${url}/api/runs/${RUN}`;
  return {
    name: `run of ${samples.toLocaleString('en')} samples`,
    url: `${url}/runs/${RUN}`,
    answers: [`${api}?samples=false`, `${api}/samples/aggregate`, `${api}/samples?limit=100&offset=0&texts=short`],
    row: ROW,
  };
}

/** The first rows, scrolling, and what each action takes. */
async function* placeRows(browser: Browser, place: Place, actions: readonly Action[]): AsyncGenerator<Row> {
  yield await firstRowsRow(browser, place);
  const measured = await MeasuredPage.open(browser, place.url, place.row);
  await measured.firstSeenMs();
  yield await scrollRow(measured, place.name);
  yield* actionRows(measured, actions);
  await measured.close();
}

async function firstRowsRow(browser: Browser, { name, url, answers, row }: Place): Promise<Row> {
  const times: number[] = [];
  for (let opened = 0; opened <= REPETITIONS; opened += 1) {
    const measured = await MeasuredPage.open(browser, url, row);
    times.push(await measured.firstSeenMs());
    await measured.close();
  }
  const [first = Number.NaN, ...others] = times;
  const answerMs: number[] = [];
  for (const answer of answers) answerMs.push(await medianTime(REPETITIONS, () => sizeOf(answer)));
  return {
    what: `${name}: first rows`,
    ours: `${milliseconds(median(others))} (first ${milliseconds(first)})`,
    limit: `${answerMs.map(milliseconds).join(' + ')} answers, ${milliseconds(await bareFirstPaintMs(browser))} bare page`,
    aim: '≤ 500 ms',
  };
}

/** How soon the browser paints a page of one line, from `node:http`. */
async function bareFirstPaintMs(browser: Browser): Promise<number> {
  return withBareServer(Buffer.from('{}'), async (url) => {
    const times: number[] = [];
    for (let opened = 0; opened < REPETITIONS; opened += 1) {
      const measured = await MeasuredPage.open(browser, url, 'body');
      times.push(await measured.firstPaintMs());
      await measured.close();
    }
    return median(times);
  });
}

/** The slowest frame while the wheel turns, beside that of the same page while nothing happens. */
async function scrollRow(measured: MeasuredPage, name: string): Promise<Row> {
  const { page } = measured;
  await measured.quiet();
  const idle = await measured.framesDuring(async () => page.waitForTimeout(2_000));
  await page.mouse.move(640, 600);
  const frames = await measured.framesDuring(async () => {
    for (let turned = 0; turned < WHEEL_TURNS; turned += 1) await page.mouse.wheel(0, WHEEL_PX);
    for (let turned = 0; turned < WHEEL_TURNS; turned += 1) await page.mouse.wheel(0, -WHEEL_PX);
  });
  return { what: `${name}: scrolling`, ours: slowest(frames), limit: `${slowest(idle)}, idle`, aim: 'none > 50 ms' };
}

function slowest(frames: readonly number[]): string {
  const slow = frames.filter((ms) => ms > 50).length;
  return `${milliseconds(Math.max(...frames))}, ${String(slow)} of ${String(frames.length)} > 50 ms`;
}

async function* actionRows(measured: MeasuredPage, actions: readonly Action[]): AsyncGenerator<Row> {
  for (const [what, act, aim = '≤ 300 ms'] of actions) {
    const ms = await measured.changeMs(async () => act(measured.page));
    yield { what, ours: milliseconds(ms), limit: '', aim };
  }
}

/** A fast job that a person watches from its start, then the filters of its rows. */
async function* liveRows(browser: Browser, server: AssayServer, trials: number): AsyncGenerator<Row> {
  const jobId = await server.startJob({ examples: DATASET, model: LIVE_MODEL, workers: LIVE_WORKERS });
  const measured = await MeasuredPage.open(browser, `${server.url}/jobs/${jobId}`, ROW);
  await measured.firstSeenMs();
  await measured.page.waitForTimeout(2_000);
  const heaps = [await measured.heapMb()];
  let ownMs = 0;
  const waitMs = await longestWaitDuring(server.url, async () => {
    const { started_at: startedAt, finished_at: finishedAt } = await server.settled(jobId);
    ownMs = Date.parse(finishedAt ?? '') - Date.parse(startedAt);
  });
  await measured.quiet();
  const tasks = await measured.takeLongTasks();
  heaps.push(await measured.heapMb());
  const rate = ((2 * trials) / ownMs) * 1_000;
  const longest = tasks.length === 0 ? 'none over 50 ms' : milliseconds(Math.max(...tasks));
  const what = `live job, ${rate.toFixed(0)} events/s for ${(ownMs / 1_000).toFixed(0)} s`;
  yield { what: `${what}: longest task`, ours: `${longest}, ${String(tasks.length)} over 50 ms`, limit: '', aim: '≤ 100 ms' };
  yield {
    what: 'its heap, begun and ended',
    ours: heaps.map((mb) => `${mb.toFixed(1)} MB`).join(', '),
    limit: '',
    aim: 'flat',
  };
  yield { what: 'longest health wait meanwhile', ours: milliseconds(waitMs), limit: '', aim: '< 50 ms' };
  yield* actionRows(measured, JOB_ACTIONS);
  await measured.close();
}
