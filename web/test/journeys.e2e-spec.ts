import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { openBrowser, openPage } from './browser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

describe('under a path of a proxy', () => {
  let server: RunningServer;
  let proxy: Server;
  let base: string;
  const astray: string[] = [];

  beforeAll(async () => {
    server = await RunningServer.start({ basePath: '/assay' });
    proxy = strippingProxy(server.url, '/assay', astray);
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    base = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}/assay`;
  });

  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  });

  it('every screen is reached by clicks, and a live job survives a reload with its filter, back and forward', async () => {
    const id = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=300' });
    const { page, faults, foreign } = await openPage(browser, `${base}/`);
    for (const [link, title] of [
      ['Start', 'Evaluate'],
      ['Compare', 'Compare'],
      ['Projects', 'Projects'],
      ['Benchmarks', 'Benchmarks'],
      ['Import', 'Import'],
      ['Settings', 'Settings'],
      ['Runs', 'Runs'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: link }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      expect(new URL(page.url()).pathname.startsWith('/assay/')).toBe(true);
    }
    await page.locator(`a[href="/assay/jobs/${id}"]`).click();
    await rowOf(page, '2').waitFor();
    await page.getByLabel('Status').selectOption('success');
    await page.waitForURL(/status=success/);
    await page.reload();
    await rowOf(page, '2').click();
    await page.getByRole('heading', { name: 'Row 2' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Row 2' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?status=success');
    await page.goForward();
    await page.getByRole('heading', { name: 'Row 2' }).waitFor();
    await page.goto(`${base}/projects/arithmetic/datasets/five?at=1`);
    await page.getByRole('heading', { name: 'Row 1' }).waitFor();
    await server.post(`/api/jobs/${id}/cancel`, {});
    expect([astray, faults, foreign]).toEqual([[], [], []]);
    await page.context().close();
  });
});

describe('the keyboard alone', () => {
  it('leads from the list of the keys over two evaluations to their comparison', async () => {
    const server = await RunningServer.start();
    const { page, faults } = await openPage(browser, `${server.url}/`);
    await page.getByRole('heading', { name: 'Nothing has been run yet' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Start something new').waitFor();
    await page.keyboard.press('Escape');

    for (const [program, label] of [
      ['add', 'first'],
      ['parrot', 'second'],
    ] as const) {
      await page.keyboard.press('n');
      await page.getByText(/^Text of /).waitFor();
      await choose(page, 'Project', 'arithmetic');
      await choose(page, 'Program', program);
      await choose(page, 'Prompt', 'plain');
      await choose(page, 'Dataset', 'hundred');
      await tabTo(page, 'Model');
      await page.keyboard.type('local:echo');
      await onlyMetric(page, 'correct');
      await tabTo(page, 'Label');
      await page.keyboard.type(label);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
      await server.settledJob(new URL(page.url()).pathname.split('/').at(-1) ?? '');
      await page.getByRole('heading', { level: 1, name: label }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('r');
      await page.getByRole('link', { name: label, exact: true }).waitFor();
    }

    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('c');
    await page.getByText('first is better than second').or(page.getByText('second is worse than first')).first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
    await server.close();
  });
});

const OWN_PAGE = `<!doctype html><html><head><title>Own</title><script type="module" src="own.js"></script></head>
<body><h1>Own page</h1><ol></ol><p></p></body></html>`;

/** What a page for the API of the seed does: fetch, then EventSource, then fetch again. */
const OWN_SCRIPT = `
const job = ${JSON.stringify(ADD_FIVE)};
const { projects } = await (await fetch('/api/catalog')).json();
if (!projects.some(({ name }) => name === job.project)) throw new Error('there is no such project');
const headers = { 'content-type': 'application/json' };
const { job_id } = await (await fetch('/api/evaluate', { method: 'POST', headers, body: JSON.stringify(job) })).json();
const source = new EventSource('/api/jobs/' + job_id + '/events');
source.onmessage = ({ data }) => {
  const { seq, type } = JSON.parse(data);
  const item = document.createElement('li');
  item.textContent = seq + ' ' + type;
  document.querySelector('ol').append(item);
};
source.onerror = async () => {
  source.close();
  const { manifest, events, summary } = await (await fetch('/api/jobs/' + job_id)).json();
  document.querySelector('p').textContent = [manifest.status, events.length, summary.overall.mean].join(' ');
};
`;

describe('a page of one’s own', () => {
  it('starts a job by fetch, and follows it by EventSource', async () => {
    const site = await mkdtemp(join(tmpdir(), 'assay-own-'));
    await writeFile(join(site, 'index.html'), OWN_PAGE);
    await writeFile(join(site, 'own.js'), OWN_SCRIPT);
    const server = await RunningServer.start({ staticDir: site });
    const { page, faults } = await openPage(browser, `${server.url}/`);
    await page.getByText('done 10 1').waitFor();
    const items = await page.getByRole('listitem').allTextContents();
    expect(items.map((text) => Number(text.split(' ')[0]))).toEqual(Array.from({ length: 10 }, (_, seq) => seq));
    expect(new Set(items.map((text) => text.split(' ')[1]))).toEqual(new Set(['trial', 'scoring']));
    expect(faults).toEqual([]);
    await page.context().close();
    await server.close();
    await rm(site, { recursive: true });
  });
});

/** A proxy that offers a server under a path and takes the path off, and notes what is asked beside it. */
function strippingProxy(target: string, path: string, astray: string[]): Server {
  const { hostname, port } = new URL(target);
  return createServer((request, response) => {
    const { url = '', method, headers } = request;
    if (!url.startsWith(`${path}/`)) {
      astray.push(url);
      response.writeHead(404).end();
      return;
    }
    const onward = send({ hostname, port, path: url.slice(path.length), method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward.on('error', () => response.destroy()));
  });
}

/** Presses Tab until a field with this label has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focusedLabel(page)) === label) return;
  }
  throw new Error(`Tab does not lead to ${label}`);
}

/** The label of what has the focus, without the small print under it. */
async function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement)) return '';
    return focused.labels?.[0]?.textContent.trim() ?? '';
  });
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(option);
}

/** Leaves one metric checked. */
async function onlyMetric(page: Page, name: string): Promise<void> {
  const boxes = page.getByRole('checkbox');
  for (let left = await boxes.count(); left > 0; left -= 1) {
    do await page.keyboard.press('Tab');
    while (!(await page.evaluate(() => document.activeElement?.matches('input[type=checkbox]') === true)));
    const focused = page.locator('input[type=checkbox]:focus');
    const isWanted = (await focusedLabel(page)).startsWith(name);
    if ((await focused.isChecked()) !== isWanted) await page.keyboard.press('Space');
  }
}

/** A row of the table by its number. */
function rowOf(page: Page, row: string): ReturnType<Page['locator']> {
  return page.locator('.rows-row', { has: page.locator(`[role=gridcell]:first-child:text-is("${row}")`) });
}
