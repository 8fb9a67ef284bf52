import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { RunningServer } from '../../test/e2e/running-server.ts';
import { writeProject } from '../../test/fixtures/written-project.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

const ATTACK = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>";
const ARABIC = 'مرحبا بالعالم، هذا نص من اليمين إلى اليسار.';
const LONG_NAME = 'لاسم طويل'.padEnd(199, ' يتجاوز عرض النافذة') + '.';

const METRICS = `import { ordinal, programmaticMetric } from 'assay';
export const echoed = programmaticMetric({
  description: 'What the model wrote.',
  scale: ordinal([false, true]),
  score: ({ output }) => ({ raw: true, reason: String(output) }),
});
`;

const PROGRAMS = `import { defineProgram } from 'assay';
export const ask = defineProgram(async ({ render, complete }) => {
  const { output } = await complete(render());
  if (String(output).includes('throw')) throw new Error(String(output));
  return output;
});
`;

const KEY = 'a-key-of-the-tests-that-nobody-else-has';

const HOSTILE = {
  project: 'hostile',
  program: 'ask',
  prompt: 'plain',
  examples: 'rows',
  model: 'local:echo',
  metrics: ['echoed'],
};

let server: RunningServer;
let browser: Browser;
let hostile: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  const rows = [
    { inputs: { text: ATTACK }, reference: ATTACK, tags: [ATTACK.slice(0, 40)] },
    { inputs: { text: `throw ${ATTACK}` }, reference: null },
    { inputs: { text: ARABIC }, reference: ARABIC },
    { inputs: { text: 'word '.repeat(20_000) }, reference: { nested: [1, { deep: ATTACK }] } },
  ];
  await writeProject(server.root.path, 'hostile', {
    'programs.ts': PROGRAMS,
    'metrics.ts': METRICS,
    'prompts/plain.jinja': '{{ text }}',
    'data/rows.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
  });
  hostile = await server.startJob('evaluate', { ...HOSTILE, label: LONG_NAME });
  await server.settledJob(hostile);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('what a model, a program and a dataset wrote', () => {
  it('is text in the list and in each row, whatever it looks like', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/jobs/${hostile}/rows/0`);
    const shown = page.getByRole('complementary');
    for (const [row, text] of ['<img src=x', 'throw <img', ARABIC, 'word word'].entries()) {
      await page.getByRole('heading', { name: `Row ${row}` }).waitFor();
      await shown.getByText(text).first().waitFor();
      await page.getByText('The request').click();
      await page.keyboard.press('j');
    }
    expect(await page.evaluate(() => document.querySelectorAll('#screen img, #screen script').length)).toBe(0);
    expect([await page.title(), faults]).toEqual([`${LONG_NAME} · Assay`, []]);
  });

  it('stands in its own direction, and names of 200 characters fit a small window', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hostile}`, { viewport: NARROW });
    await page.getByText(ARABIC).first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText(ARABIC).first().click();
    const text = page.getByRole('complementary').getByText(ARABIC).first();
    await text.waitFor();
    expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    expect(await scrollsSideways(page)).toBe(false);
  });

  it('is shown in part where it is long, and whole on demand', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hostile}/rows/3`);
    const output = page.locator('.text-block', { has: page.getByRole('heading', { name: 'Raw answer' }) });
    await output.getByRole('button', { name: 'Show all 100,000 characters' }).click();
    expect((await output.locator('pre').textContent())?.length).toBe(100_000);
  });
});

describe('a server that goes away', () => {
  it('leaves what is there, says that it is away, and what has come since appears when it is back', async () => {
    const id = await server.startJob('evaluate', {
      ...HOSTILE,
      repeats: 20,
      model: 'local:echo?latency_ms=300',
    });
    const { page } = await openPage(browser, `${server.url}/jobs/${id}`);
    await page.getByRole('grid').getByText('<img src=x').first().waitFor();
    await away(page, true);
    await page.getByText('The server can’t be reached.').waitFor();
    expect(await page.getByRole('grid').getByText('<img src=x').first().isVisible()).toBe(true);
    const seen = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    await away(page, false);
    await page.getByText('The server can’t be reached.').waitFor({ state: 'detached' });
    await page.locator(`[role=grid]:not([aria-rowcount="${String(seen)}"])`).waitFor();
    await server.post(`/api/jobs/${id}/cancel`, {});
  });
});

describe('a server that wants a key', () => {
  it('leads to where one signs in, and back to the page', async () => {
    const guarded = await RunningServer.start({
      apiKeys: [{ name: 'k', scope: 'read', sha256: createHash('sha256').update(KEY).digest('hex'), isShort: false }],
    });
    const { page } = await openPage(browser, `${guarded.url}/jobs/${hostile}?status=failed`);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    expect(new URL(page.url()).searchParams.get('next')).toBe(`/jobs/${hostile}?status=failed`);
    await page.locator('input[type=password]').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No such job' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=failed');
    await page.close();
    await guarded.close();
  });
});

/** Cuts every request of a page off, or lets them through again. */
async function away(page: Page, isAway: boolean): Promise<void> {
  if (isAway) await page.route('**/api/**', async (route) => route.abort('connectionrefused'));
  else await page.unroute('**/api/**');
}
