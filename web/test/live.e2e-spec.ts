import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { asked, LiveRig } from '../../test/e2e/live-rig.ts';
import { RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

const ROWS = 300;
/** Answers to the candidate before it has to wait for the test. */
const FREE = 40;

/** Holds the answers to the candidate from one on, until it is opened. */
class Gate {
  #calls = 0;
  #release: (() => void) | undefined;
  #opened: Promise<void> = Promise.resolve();

  close(): void {
    this.#calls = 0;
    this.#opened = new Promise((resolve) => (this.#release = resolve));
  }

  open(): void {
    this.#release?.();
  }

  async pass(): Promise<void> {
    this.#calls += 1;
    if (this.#calls > FREE) await this.#opened;
  }
}

const gate = new Gate();
let rig: LiveRig;
let server: RunningServer;
let browser: Browser;
let baseline: string;

beforeAll(async () => {
  rig = await LiveRig.make(ROWS, async (wording, row) => {
    if (wording === 'new') await gate.pass();
    return wording === 'new' || row % 3 === 0 ? 'yes' : 'nope';
  });
  [server, browser] = await Promise.all([RunningServer.start({}, rig.root), openBrowser()]);
  baseline = await server.startJob('evaluate', asked('old'));
  await server.settledJob(baseline);
});

afterAll(async () => {
  gate.open();
  await browser.close();
  await server.stop();
  await rig.close();
});

async function compared(against: object): Promise<{ job_id: string; comparison_id: string }> {
  const body = asked('new', { against: { run_id: baseline, ...against } });
  return (await server.post<{ job_id: string; comparison_id: string }>('/api/evaluate', body)).body;
}

describe('a live comparison', () => {
  it('is started by the form, followed as it goes, and says what its verdict saved', async () => {
    gate.close();
    const form = 'project=asked&program=ask&prompt=new&examples=rows&model=compatible:m&metrics=yes';
    const { page, faults, foreign } = await openPage(browser, `${server.url}/start/evaluate?${form}`);
    await page.getByLabel('Baseline').locator(`option[value="${baseline}"]`).waitFor({ state: 'attached' });
    await page.getByLabel('Baseline').selectOption(baseline);
    await page.getByLabel('Margin').fill('0.01');
    await page.getByLabel(/End with the verdict/).check();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start the evaluate job' }).click();
    await page.waitForURL('**/comparisons/*');
    await page.getByText(/^In “yes”, .* of 300 rows/).waitFor();
    await page.getByRole('img', { name: /^yes: \+0\.\d+ \[/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    gate.open();
    await page
      .getByText(/Every metric has a verdict, so the job of the candidate was ended, which saved \d+ trials\./)
      .waitFor();
    await page.getByText(/In “yes”, the candidate is better after/).waitFor();
    await page.getByRole('link', { name: 'Compare in full' }).waitFor();
    const before = await page.locator('.live .band').getAttribute('points');
    await page.reload();
    await page.getByRole('link', { name: 'Compare in full' }).waitFor();
    await page.locator(`.live .band[points="${before ?? ''}"]`).waitFor({ state: 'attached' });

    await page.getByRole('listitem').filter({ hasText: 'Candidate' }).getByRole('link').click();
    await page.waitForURL('**/jobs/*');
    await page.getByText(/Its comparison was decided after \d+ rows, which saved \d+ trials\./).waitFor();
    const report = await (
      await fetch(`${page.url().replace('/jobs/', '/api/jobs/')}/report`, { headers: { accept: 'text/markdown' } })
    ).text();
    expect(report).toMatch(
      /This job ended with its verdict: its comparison was decided after \d+ samples, which saved \d+ trials\./,
    );
    await page.getByRole('region', { name: 'Live comparisons' }).getByRole('link').first().click();
    await page.waitForURL('**/comparisons/*');
    await page.goBack();
    await page.waitForURL('**/jobs/*');
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('asks before it stops the candidate, fits a narrow dark window, and is listed', async () => {
    gate.close();
    const { comparison_id: id } = await compared({});
    const { page, faults } = await openPage(browser, `${server.url}/comparisons/${id}`, {
      viewport: NARROW,
      colorScheme: 'dark',
    });
    await page.getByRole('img', { name: /^yes: \+0\.\d+ \[/ }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop the candidate…' }).press('Enter');
    await page.getByRole('button', { name: 'Cancel the job' }).press('Enter');
    await page.getByText(/^It ended before all rows were compared: the candidate/).waitFor();
    await page.goto(`${server.url}/compare`);
    await page.getByRole('region', { name: 'Live comparisons' }).locator(`a[href$="/comparisons/${id}"]`).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    gate.open();
  });

  it('says that a comparison is gone', async () => {
    const { page } = await openPage(browser, `${server.url}/comparisons/nothing`);
    await page.getByRole('heading', { name: 'No such comparison' }).waitFor();
  });
});
