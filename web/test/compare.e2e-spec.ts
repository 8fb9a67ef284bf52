import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;
let better: string;
let worse: string;

/** What a model might write. */
const ATTACK = '<img src=x onerror="window.attacked = true"><script>window.attacked = true</script>';

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  better = await ended({ program: 'add', label: 'careful adder' });
  worse = await ended({ program: 'parrot', label: 'parrot' });
  await imported('attack one', 1, ATTACK);
  await imported('attack two', 0, `${ATTACK} in other words`);
  await imported('مقارنة', 0.5, 'no attack');
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a comparison of two jobs', () => {
  it('begins with the sentence, and has every number, in names', async () => {
    const { page, faults, foreign } = await openPage(browser, pairAddress());
    await page.getByText('careful adder is better than parrot').waitFor();
    const row = page.getByRole('row', { name: /^correct/ }).first();
    expect(await row.innerText()).toMatch(/A is better/);
    await page.getByRole('table', { name: /Paired differences/ }).waitFor();
    expect(await page.locator('.verdicts').innerText()).not.toContain(better);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('filters the rows by who is better, and shows both answers of one by the keys', async () => {
    const { page } = await openPage(browser, pairAddress());
    await page.getByRole('button', { name: /^Improved 100/ }).click();
    await page.getByRole('row', { name: /\+1/ }).first().waitFor();
    await page.keyboard.press('j');
    await page.getByText('1 of 100', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.getByText('2 of 100', { exact: true }).waitFor();
    const sides = page.getByRole('region', { name: /^Answer of/ });
    expect(await sides.count()).toBe(2);
    await sides.nth(1).getByText('What is', { exact: false }).first().waitFor();
    expect(new URL(page.url()).searchParams.get('paired')).toBe('improved');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.reload();
    await page.getByText('2 of 100', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await sides.first().waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByText('2 of 100', { exact: true }).waitFor();
  });

  it('takes its options from the address, and puts them there', async () => {
    const { page } = await openPage(browser, `${pairAddress()}&margin=0.2`);
    await page.getByText('margin 0.2').waitFor();
    await page.getByText('Options', { exact: false }).first().click();
    await page.getByLabel('Level of significance').fill('0.01');
    await page.keyboard.press('Enter');
    await page.getByText('significant at 0.01 or below').waitFor();
    expect(new URL(page.url()).searchParams.get('alpha')).toBe('0.01');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Reset the options' }).click();
    await page.getByText('No margin was given').waitFor();
  });

  it('swaps the runs, and says how many samples a difference takes', async () => {
    const { page } = await openPage(browser, `${server.url}/compare?runs=attack one,مقارنة&delta=0.1`);
    await page
      .getByText(/samples?$/)
      .first()
      .waitFor();
    await page.getByText('find a true difference of 0.1').waitFor();
    await page.keyboard.press('x');
    await page.getByRole('heading', { level: 1, name: 'مقارنة against attack one' }).waitFor();
  });

  it('gives a report to take along', async () => {
    const { page } = await openPage(browser, pairAddress());
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as HTML' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('comparison.html');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('is better than');
  });
});

describe('the rows of two runs', () => {
  const ids = ['50%, new', 'a,b & c=d%2C'];
  const rows = (page: Page) => page.getByRole('grid', { name: /Rows by their difference/ }).getByRole('row');

  beforeAll(async () => {
    await tagged(ids[0] ?? '', (index) => index / 10);
    await tagged(ids[1] ?? '', () => 0.5);
  });

  it('begin with the largest difference, whichever run is ahead, and can be chosen by tag', async () => {
    const runs = ids.map((id) => id.replaceAll(/[%,]/g, encodeURIComponent)).join(',');
    const { page, faults } = await openPage(browser, `${server.url}/compare?runs=${encodeURIComponent(runs)}`);
    await page.getByRole('heading', { level: 1, name: `${ids[0] ?? ''} against ${ids[1] ?? ''}` }).waitFor();
    await rows(page)
      .getByText(/^[+−]0/)
      .first()
      .waitFor();
    const differences = await rows(page)
      .getByText(/^[+−]0/)
      .allInnerTexts();
    expect(differences.slice(0, 4)).toEqual(['−0.5', '−0.4', '+0.4', '+0.3']);
    const head = page.getByRole('columnheader', { name: 'A − B' }).and(page.locator('.rows-head > *'));
    // By size is no order of the signed numbers.
    expect([await head.getAttribute('aria-sort'), await head.innerText()]).toEqual(['none', 'A − B']);
    const order = page.getByLabel('Order of the rows');
    expect(
      await order.evaluate((choice) => choice.clientWidth >= Number.parseFloat(getComputedStyle(choice).maxWidth) - 2),
    ).toBe(false);
    await page.getByLabel('Order of the rows').selectOption({ label: 'A − B, highest first' });
    await page.waitForURL(/sort=-delta/);
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page
      .getByRole('row', { name: /\+0\.4/ })
      .and(page.locator('[aria-rowindex="2"]'))
      .waitFor();
    await page.getByLabel('Tag of the rows').selectOption('odd');
    await page.getByRole('button', { name: /^All 5$/ }).waitFor();
    await page.getByRole('button', { name: /^Improved 2$/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('tag')).toBe('odd');
    await page.getByRole('button', { name: /^Regressed/ }).click();
    await page.reload();
    await page.getByRole('button', { name: /^Regressed 2$/, pressed: true }).waitFor();
    expect(await page.getByLabel('Tag of the rows').inputValue()).toBe('odd');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('wait for a key that comes before them', async () => {
    const runs = encodeURIComponent(`${better},${worse}`);
    const { page } = await openPage(browser, 'about:blank');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/samples/aggregate?*against*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}/compare?runs=${runs}`);
    await page.getByRole('heading', { name: /^Rows,/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.waitForURL(/at=1/);
    expect(await page.getByRole('region', { name: /^Answer of/ }).count()).toBe(0);
    release();
    await page.getByText('2 of 100', { exact: true }).waitFor();
  });

  it('open at the last where the address asks for one beyond the end', async () => {
    const { page } = await openPage(browser, `${pairAddress()}&at=5000`);
    await page.getByText('100 of 100', { exact: true }).waitFor();
    await page.keyboard.press('k');
    await page.getByText('99 of 100', { exact: true }).waitFor();
  });
});

describe('picking runs', () => {
  it('finds them by name, and compares as soon as there are two', async () => {
    const { page } = await openPage(browser, `${server.url}/compare`);
    await page.getByLabel('Find a run').fill('careful');
    await page.getByRole('button', { name: /^careful adder/ }).waitFor();
    await page.getByRole('button', { name: /^parrot/ }).waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Pick one more').waitFor();
    await page.getByLabel('Find a run').fill('parrot');
    await page.getByRole('button', { name: /^parrot/ }).click();
    await page.getByText('careful adder is better than parrot').waitFor();
    await page.getByRole('button', { name: 'Remove parrot' }).click();
    await page.getByText('Pick one more').waitFor();
  });

  it('says in the server’s words what can’t be compared', async () => {
    const { page } = await openPage(browser, `${server.url}/compare?runs=${better},attack one`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/metric/);
    await page.goto(`${server.url}/compare?runs=${better},gone`);
    await page.getByRole('alert').getByText('gone').waitFor();
    await page.goto(`${server.url}/compare?runs=${better},careful adder`);
    const refusal = page.getByRole('alert').getByText('both mean the run');
    await refusal.first().waitFor();
    expect(await refusal.count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('many runs', () => {
  it('are ranked, drawn pair by pair, and the rows of a pair are chosen there, on a phone too', async () => {
    const address = `${server.url}/compare?runs=attack one,مقارنة,attack two`;
    const { page, faults } = await openPage(browser, address, { viewport: NARROW, colorScheme: 'dark' });
    await page.getByRole('heading', { name: '3 runs compared' }).waitFor();
    await page
      .getByTitle(/show the rows of this pair/)
      .first()
      .click();
    await page.waitForURL(/pair=0,1/);
    await page.getByText('Every run against every other').click();
    await page.getByRole('table', { name: /Row minus column/ }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('runs over several datasets', () => {
  it('are compared as tasks, with the verdict on their mean and the report at an address', async () => {
    const five = [await ended({ examples: 'five' }), await ended({ examples: 'five', program: 'parrot' })];
    const { page, faults } = await openPage(browser, `${pairAddress()},${five.join(',')}`);
    await page.getByLabel('Compare the 2 datasets as tasks, each counting the same').check();
    await page
      .getByText(/candidate .* baseline/)
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: 'five' }).count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('tasks')).toBe('on');
    expect([await accessibilityFaults(page), faults]).toEqual([[], []]);
    const report = await page.getByRole('link', { name: 'Open the report' }).getAttribute('href');
    const answer = await fetch(new URL(report ?? '', page.url()));
    expect([answer.status, (await answer.text()).includes('hundred')]).toEqual([200, true]);
    await page
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    await page.getByText('Pick the same number of runs over each dataset', { exact: false }).first().waitFor();
  });
});

describe('text that a model wrote', () => {
  it('is shown as text, with the words marked that differ', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/compare?runs=attack one,attack two&at=0`);
    await page.locator('.side del').first().waitFor();
    expect(await page.locator('.side').first().innerText()).toContain('<script>');
    expect(await attacked(page)).toBe(false);
    expect(faults).toEqual([]);
  });
});

function pairAddress(): string {
  return `${server.url}/compare?runs=${better},${worse}`;
}

async function ended(job: object): Promise<string> {
  const jobId = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', ...job });
  await server.settledJob(jobId);
  return jobId;
}

async function imported(runId: string, share: number, response: string): Promise<void> {
  const samples = Array.from({ length: 40 }, (_, index) => ({
    id: `s${String(index)}`,
    prompt: `Question ${String(index)}`,
    response,
    scores: { accuracy: index / 40 < share ? 1 : 0 },
  }));
  const { status } = await server.post('/api/runs', { run_id: runId, experiment_id: 'attacks', samples });
  expect(status).toBe(201);
}

async function tagged(runId: string, scoreOf: (index: number) => number): Promise<void> {
  const samples = Array.from({ length: 10 }, (_, index) => ({
    id: `s${String(index)}`,
    prompt: `Question ${String(index)}`,
    response: `Answer ${String(scoreOf(index))}`,
    scores: { accuracy: scoreOf(index) },
    tags: index % 2 === 1 ? ['odd', 'all'] : ['all'],
  }));
  expect((await server.post('/api/runs', { run_id: runId, samples })).status).toBe(201);
}

async function attacked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'attacked' in window);
}
