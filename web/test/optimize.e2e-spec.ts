import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;
let jobId: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  const body = { ...ADD_FIVE, program: 'flaky', metrics: ['correct', 'judged'], steps: 2, proposer_model: 'local:proposer' };
  jobId = (await server.post<{ job_id: string }>('/api/optimize', body)).body.job_id;
  await server.settledJob(jobId);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a search', () => {
  it('shows each step, what it changed from any other, and why it was proposed', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/jobs/${jobId}`);
    await page.getByRole('img', { name: /by step/ }).waitFor();
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    await page.getByLabel('Template, compared with').selectOption({ label: 'the baseline' });
    await page.locator('.optimize ins').first().waitFor();
    await page.getByText('Hypothesis').waitFor();
    expect(new URL(page.url()).search).toBe('?step=2&against=0');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open as a run' }).click();
    await page.waitForURL(`**/runs/${jobId}.2`);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('shows the step and the rows of one and the same step, of the best at first', async () => {
    const best = (await server.job(jobId)).summary?.['best_step'] as { readonly step_index: number };
    const { page } = await openPage(browser, `${server.url}/jobs/${jobId}`);
    const title = best.step_index === 0 ? 'The baseline' : `Step ${String(best.step_index)}`;
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
    expect(await page.getByLabel('Rows of').inputValue()).toBe(String(best.step_index));
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    expect(await page.getByLabel('Rows of').inputValue()).toBe('2');
  });

  it('makes a prompt of a template, and a job that begins with it', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/jobs/${jobId}?step=1`);
    await page.getByRole('button', { name: 'Save as prompt…' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    expect(await name.inputValue()).toBe('plain_step_1');
    await name.fill('No Name');
    await page.keyboard.press('Enter');
    await page.getByText('must be lower-case letters').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await name.fill('plain');
    await page.keyboard.press('Enter');
    await page.getByText('plain.jinja is there already').waitFor();
    await name.fill('found');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('It is now the prompt').waitFor();
    const { steps } = (await server.get<{ steps: { prompt_template: string }[] }>(`/api/jobs/${jobId}/steps`)).body;
    expect(await readFile(join(server.root.path, 'arithmetic/prompts/found.jinja'), 'utf8')).toBe(steps[1]?.prompt_template);

    await page.getByRole('button', { name: 'Start again from it…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('found_again');
    await page.getByRole('button', { name: 'Save and fill in the form' }).click();
    await page.waitForURL(`**/start/optimize?from=${jobId}&prompt=found_again`);
    await page.getByRole('combobox', { name: 'Prompt', exact: true }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Prompt', exact: true }).inputValue()).toBe('found_again');
    expect(faults).toEqual([]);
  });

  it('says first what the rows show that the search did not see', async () => {
    const fields = {
      ...ADD_FIVE,
      examples: 'hundred',
      steps: 1,
      proposer_model: 'local:proposer',
      holdout: 0.3,
      selection: 0.3,
    };
    const testedId = (await server.post<{ job_id: string }>('/api/optimize', fields)).body.job_id;
    await server.settledJob(testedId);
    const { page, faults } = await openPage(browser, `${server.url}/jobs/${testedId}`);
    await page.getByText(/^(Kept|Promoted): /).waitFor();
    await page.getByText('The search ended').waitFor();
    await page.getByRole('columnheader', { name: 'Training' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('asks for the rows to hold out, and says what they can show before anything is started', async () => {
    const { page } = await openPage(browser, `${server.url}/start/optimize?from=${jobId}`);
    await page.getByRole('combobox', { name: 'Dataset' }).selectOption('hundred');
    await page.getByLabel('Held-out rows').fill('0.3');
    await page.getByText('30 held-out rows find an improvement by 5 points with').waitFor();
  });

  it('moves from step to step by keys, and fits a narrow window', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${jobId}?step=1`, { viewport: NARROW });
    await page.getByRole('heading', { name: 'Step 1' }).waitFor();
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    await page.getByRole('heading', { name: 'The baseline' }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });
});
