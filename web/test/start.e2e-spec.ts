import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

const JOB = /\/jobs\/([0-9a-f-]{36})$/;

function jobIn(url: string): string {
  return JOB.exec(url)?.[1] ?? '';
}

describe('the form that starts a job', () => {
  it('starts an evaluation of what was chosen, and keeps it over a reload', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/start/evaluate`);
    await page.getByLabel('Project').selectOption('arithmetic');
    await page.getByLabel('Program').selectOption('add');
    await page.getByLabel('Prompt', { exact: true }).selectOption('plain');
    await page.getByLabel('Dataset').selectOption('five');
    await page.getByText('Text of plain').waitFor();
    await page.getByLabel('Model', { exact: true }).fill('local:echo');
    const checked = page.getByRole('checkbox', { checked: true });
    while ((await checked.count()) > 0) await checked.first().click();
    await page.getByRole('checkbox', { name: /^correct\b/ }).check();
    await page.getByLabel('Label').fill('by the form');
    await page.reload();
    await page.getByText('Text of plain').waitFor();
    expect(await page.getByLabel('Label').inputValue()).toBe('by the form');
    expect(await page.getByLabel('Dataset').inputValue()).toBe('five');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Start the evaluate job' }).click();
    await page.waitForURL(JOB);
    const { manifest } = await server.settledJob(jobIn(page.url()));
    expect(manifest).toMatchObject({ ...ADD_FIVE, label: 'by the form', status: 'done', workers: 4 });
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is filled from an earlier job', async () => {
    const id = await server.startJob('evaluate', { ...ADD_FIVE, label: 'earlier', limit: 3, max_tokens: 90_000 });
    await server.settledJob(id);
    const { page } = await openPage(browser, `${server.url}/start/evaluate?from=${id}`);
    await page.getByText('Text of plain').waitFor();
    expect(await page.getByLabel('Examples').inputValue()).toBe('3');
    expect(await page.getByLabel('Tokens').inputValue()).toBe('90000');
    await page.getByText(/^3 trials, 3 calls of models/).waitFor();
    await page.getByRole('link', { name: 'an earlier job' }).waitFor();
    await page.getByRole('button', { name: 'Start the evaluate job' }).click();
    await page.waitForURL(JOB);
    expect((await server.settledJob(jobIn(page.url()))).manifest).toMatchObject({ ...ADD_FIVE, limit: 3, label: 'earlier' });
    await page.context().close();
  });

  it('shows what is wrong at its fields and above them', async () => {
    const query =
      'project=arithmetic&program=add&prompt=plain&examples=five&model=local:echo&metrics=&workers=0&max_seconds=-1';
    const { page } = await openPage(browser, `${server.url}/start/evaluate?${query}`);
    await page.getByText('Text of plain').waitFor();
    await page.getByRole('button', { name: 'Start the evaluate job' }).click();
    const summary = page.getByRole('alert');
    await summary.getByRole('button', { name: 'Workers' }).waitFor();
    expect(await page.getByLabel('Workers').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Seconds').getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('summary');
    await summary.getByRole('button', { name: 'Metrics' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-metrics');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('says which job takes the place, and starts when that has ended', async () => {
    const before = await server.startJob('evaluate', {
      ...ADD_FIVE,
      model: 'local:echo?latency_ms=60000',
      label: 'in the way',
    });
    const query = 'project=arithmetic&program=add&prompt=plain&examples=five&model=local:echo&metrics=correct';
    const { page } = await openPage(browser, `${server.url}/start/evaluate?${query}`);
    await page.getByText('Text of plain').waitFor();
    await page.getByRole('button', { name: 'Start the evaluate job' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'in the way' }).waitFor();
    await page.getByRole('button', { name: 'Start when it has ended' }).click();
    await page.getByText('Keep the page open.').waitFor();
    await server.post(`/api/jobs/${before}/cancel`, {});
    await page.waitForURL(JOB);
    expect(jobIn(page.url())).not.toBe(before);
    await server.settledJob(jobIn(page.url()));
    await page.context().close();
  });

  it('starts a benchmark with its own request, in a narrow window too', async () => {
    const { page, foreign } = await openPage(browser, `${server.url}/start/benchmark?project=demo`, { viewport: NARROW });
    await page.getByText('Text of step_by_step').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Model', { exact: true }).fill('local:arithmetic');
    await page.getByLabel('Examples').fill('4');
    await page.getByRole('button', { name: 'Start the benchmark' }).click();
    await page.waitForURL(JOB);
    const { manifest } = await server.settledJob(jobIn(page.url()));
    expect(manifest).toMatchObject({ project: 'demo', metrics: ['numeric_match'], limit: 4, status: 'done' });
    expect(foreign).toEqual([]);
    await page.context().close();
  });

  it('asks a search for its steps and its proposer', async () => {
    const query = 'project=arithmetic&program=add&prompt=plain&examples=five&model=local:echo&metrics=correct';
    const { page } = await openPage(browser, `${server.url}/start/evaluate?${query}`);
    await page.getByRole('link', { name: 'Optimize' }).click();
    await page.getByLabel('Steps').fill('0');
    await page.getByLabel('Model that proposes prompts').fill('local:proposer');
    await page.getByRole('button', { name: 'Start the optimize job' }).click();
    await page.waitForURL(JOB);
    expect((await server.settledJob(jobIn(page.url()))).manifest).toMatchObject({ kind: 'optimize', steps: 0, program: 'add' });
    await page.context().close();
  });
});
