import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

const LONG_NAME = `${'a very long label '.repeat(10)}وسم طويل`;
/** Slow enough to be seen while it runs. */
const SLOW = { ...ADD_FIVE, model: 'local:echo?latency_ms=60000' };

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** The row of a run, by its name. */
function rowOf(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

describe('the list while there is nothing in it', () => {
  it('says what to do, and starts the demo by one click', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/`);
    await page.getByRole('heading', { name: 'Nothing has been run yet' }).waitFor();
    await page.getByText('arithmetic').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run the demo' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    await server.settledJob(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    await page.goBack();
    await rowOf(page, 'demo').getByText('done').waitFor();
    expect([faults, foreign]).toEqual([[], []]);
    await page.context().close();
  });
});

describe('the list', () => {
  beforeAll(async () => {
    await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, label: 'five sums' }));
    await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, label: LONG_NAME }));
    await server.post('/api/runs', { run_id: 'elsewhere', samples: [{ id: 'a', scores: { other: 1 } }] });
  });

  it('shows each by its name with its score, and finds what is searched for, filtered and sorted by the address', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/?q=sums`);
    const row = rowOf(page, 'five sums');
    await row.getByText('n = 5').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);

    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await rowOf(page, 'elsewhere').waitFor();
    await page.getByLabel('Filter by kind').selectOption('import');
    await row.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?kind=import');
    await page.goBack();
    await row.waitFor();

    await page.getByRole('button', { name: 'Name' }).click();
    await page.waitForURL(/sort=-name/);
    await page.waitForFunction(() => document.querySelector('tbody .run-name')?.textContent === 'five sums');
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is used by the keyboard alone: move, select, compare, and come back', async () => {
    const { page } = await openPage(browser, `${server.url}/?kind=evaluate&project=arithmetic`);
    await rowOf(page, 'five sums').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Compare 2 runs' }).waitFor();
    // The newest comes first: a comparison takes the last for the baseline.
    const address = page.url();
    await page.keyboard.press('c');
    await page.waitForURL(/\/compare\?runs=/);
    const [, baseline = ''] = new URL(page.url()).searchParams.get('runs')?.split(',') ?? [];
    const { body } = await server.get(`/api/runs/${baseline}?samples=false`);
    expect(body).toMatchObject({ name: 'five sums' });

    await page.goBack();
    expect(page.url()).toBe(address);
    await page.getByText('2 selected').waitFor();
    await page.reload();
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 selected').waitFor({ state: 'detached' });
    // The selection is in the address, and there before the rows are.
    await rowOf(page, 'five sums').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/jobs\//);
    await page.context().close();
  });

  it('selects all rows between two by Shift', async () => {
    const { page } = await openPage(browser, `${server.url}/`);
    await page.getByRole('checkbox', { name: 'Select elsewhere' }).click();
    await page.getByRole('checkbox', { name: 'Select five sums' }).click({ modifiers: ['Shift'] });
    await page.getByText('3 selected').waitFor();
    await page.context().close();
  });

  it('shows the steps of a search under it', async () => {
    const body = { ...ADD_FIVE, steps: 1, proposer_model: 'local:proposer', label: 'a search' };
    const { body: started } = await server.post<{ job_id: string }>('/api/optimize', body);
    await server.settledJob(started.job_id);
    const { page } = await openPage(browser, `${server.url}/?q=search`);
    const toggle = rowOf(page, 'a search').getByRole('button', { name: /steps?$/ });
    await toggle.click();
    await page.getByRole('link', { name: 'Step 0' }).waitFor();
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('fits a narrow window, also with long names from right to left', async () => {
    const { page } = await openPage(browser, `${server.url}/?selected=elsewhere`, { viewport: NARROW, colorScheme: 'dark' });
    await rowOf(page, LONG_NAME).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('a job that runs', () => {
  it('shows how far it is, and is cancelled, resumed and deleted from the list', async () => {
    const id = await server.startJob('evaluate', { ...SLOW, label: 'slow sums' });
    const { page, faults } = await openPage(browser, `${server.url}/?q=slow`);
    await page.getByRole('progressbar', { name: 'Progress of slow sums' }).waitFor();
    await chooseAction(page, 'slow sums', 'Cancel…');
    await page.getByRole('dialog').getByText('of 10 trials').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await rowOf(page, 'slow sums').getByText('cancelled').first().waitFor();

    await chooseAction(page, 'slow sums', 'Resume…');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await rowOf(page, 'slow sums').getByText('running').waitFor();
    expect((await server.job(id)).manifest.status).toBe('running');
    await server.post(`/api/jobs/${id}/cancel`, {});
    await server.settledJob(id);

    await rowOf(page, 'slow sums').getByText('cancelled').first().waitFor();
    await chooseAction(page, 'slow sums', 'Delete…');
    await page.getByRole('heading', { name: 'Delete slow sums?' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Nothing matches.').waitFor();
    expect((await server.get(`/api/jobs/${id}`)).status).toBe(404);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows in the dialog why the server refuses', async () => {
    await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, label: 'short sums' }));
    const id = await server.startJob('evaluate', { ...SLOW, label: 'in the way' });
    const { page } = await openPage(browser, `${server.url}/?q=short`);
    await chooseAction(page, 'short sums', 'Score again…');
    await page.getByRole('checkbox', { name: 'correct scored before', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Score again', exact: true }).click();
    await page.getByRole('dialog').getByText('another job is already running').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await server.post(`/api/jobs/${id}/cancel`, {});
    await server.settledJob(id);
    await chooseAction(page, 'short sums', 'Score again…');
    await page.getByRole('textbox', { name: 'Label' }).fill('short sums, again');
    await page.getByRole('button', { name: 'Score again', exact: true }).click();
    await rowOf(page, 'short sums, again').getByText('scored again').waitFor();
    await rowOf(page, 'short sums, again').getByText('done').waitFor();
    await page.context().close();
  });
});

describe('a job of which nothing succeeded', () => {
  it('shows no success where every sample failed', async () => {
    const model = 'local:echo?fail_rate=1';
    const id = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model, label: 'nothing but failures' });
    await server.settledJob(id);
    const { page } = await openPage(browser, `${server.url}/?q=nothing`, { viewport: NARROW });
    await rowOf(page, 'nothing but failures')
      .getByText('done, all failed', { exact: true })
      .and(page.locator('.mark.bad'))
      .waitFor();
    expect([await scrollsSideways(page), await accessibilityFaults(page)]).toEqual([false, []]);
    await page.getByRole('link', { name: 'nothing but failures' }).click();
    await page.getByText('100 of 100 failed').waitFor();
    // The count of a reason stays in one line, however long its sentence is.
    const heights = await page
      .locator('.failures b')
      .evaluateAll((counts) => counts.map((count) => count.getClientRects()[0]?.height ?? 0));
    expect(heights.length).toBeGreaterThan(1);
    expect(Math.max(...heights)).toBeLessThan(30);
    await page.context().close();
  });
});
