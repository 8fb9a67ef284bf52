import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways, type WatchedPage } from './browser.ts';
import { WIDE } from './chromium.ts';
import { HostileServer } from './hostile-server.ts';

// Each screen is examined four times over.
jest.setTimeout(180_000);

let hostile: HostileServer;
let browser: Browser;
let watched: WatchedPage;

beforeAll(async () => {
  [hostile, browser] = await Promise.all([HostileServer.start(), openBrowser()]);
  watched = await openPage(browser, `${hostile.server.url}/settings`);
});

afterAll(async () => {
  await browser.close();
  await hostile.close();
});

interface Screen {
  readonly name: string;
  readonly path: (ids: HostileServer['ids']) => string;
  /** What is there once everything is. */
  readonly shows: string;
  /** Opens what lies over it. */
  readonly opens?: (page: Page) => Promise<void>;
}

const at = (path: string) => () => path;
const part = encodeURIComponent;
const runsOf = ({ imports }: HostileServer['ids'], count: number): string =>
  `/compare?runs=${imports.slice(0, count).map(part).join(',')}`;

const SCREENS: readonly Screen[] = [
  { name: 'the list', path: ({ job }) => `/?selected=${job}`, shows: 'text=1 selected' },
  {
    name: 'the menu of a run',
    path: at('/'),
    shows: 'tbody tr:nth-child(4)',
    opens: async (page) =>
      page
        .getByRole('button', { name: /^Actions for/ })
        .last()
        .click(),
  },
  {
    name: 'deleting a run',
    path: at('/'),
    shows: 'tbody tr:nth-child(4)',
    opens: async (page) => {
      await page
        .getByRole('button', { name: /^Actions for/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'Delete…' }).click();
    },
  },
  {
    name: 'the keys',
    path: at('/'),
    shows: 'tbody tr:nth-child(4)',
    opens: async (page) => page.keyboard.press('?'),
  },
  { name: 'a job', path: ({ job }) => `/jobs/${job}`, shows: '.rows-row' },
  { name: 'a row of a job', path: ({ job }) => `/jobs/${job}/rows/0`, shows: 'aside h3' },
  { name: 'a row that failed', path: ({ job }) => `/jobs/${job}/rows/1`, shows: 'aside h3' },
  {
    name: 'comparing a job',
    path: ({ job }) => `/jobs/${job}`,
    shows: '.rows-row',
    opens: async (page) => page.getByRole('button', { name: 'Compare…' }).click(),
  },
  {
    name: 'scoring a job again',
    path: ({ job }) => `/jobs/${job}`,
    shows: '.rows-row',
    opens: async (page) => page.getByRole('button', { name: 'Score again…' }).click(),
  },
  { name: 'a search', path: ({ search }) => `/jobs/${search}?step=1&against=0`, shows: '.optimize ins' },
  { name: 'an imported run', path: ({ imports: [id] }) => `/runs/${part(id)}`, shows: '.rows-row' },
  { name: 'a row of an imported run', path: ({ imports: [id] }) => `/runs/${part(id)}/rows/0`, shows: 'aside h3' },
  { name: 'a comparison of two', path: (ids) => runsOf(ids, 2), shows: '.verdicts .lead' },
  { name: 'two answers', path: (ids) => `${runsOf(ids, 2)}&at=0`, shows: '[aria-label^="Answer of"]' },
  { name: 'a comparison of three', path: (ids) => runsOf(ids, 3), shows: '.verdicts .lead' },
  { name: 'the runs to compare', path: at('/compare'), shows: 'main input' },
  {
    name: 'the form',
    path: at('/start/evaluate?project=hostile&program=ask&prompt=plain&examples=rows'),
    shows: 'text=Text of plain',
  },
  { name: 'the form of a search', path: ({ search }) => `/start/optimize?from=${search}`, shows: 'text=Text of plain' },
  { name: 'the projects', path: at('/projects'), shows: 'text=arithmetic' },
  { name: 'a project', path: at('/projects/hostile'), shows: 'text=Datasets' },
  { name: 'a dataset', path: at('/projects/hostile/datasets/rows?at=0'), shows: 'aside' },
  { name: 'the benchmarks', path: at('/benchmarks'), shows: 'text=Its data is not here' },
  { name: 'importing', path: at('/import'), shows: 'text=Choose files' },
  { name: 'the settings', path: at('/settings'), shows: 'text=The index has read' },
  { name: 'a job that there is not', path: at('/jobs/%3Cimg%20src=x%20onerror=attacked=1%3E'), shows: 'h1' },
  { name: 'no screen', path: at('/nowhere/%3Cscript%3Ewindow.attacked=1%3C%2Fscript%3E'), shows: 'h1' },
  { name: 'signing in', path: at('/sign-in?next=javascript:window.attacked=1'), shows: 'h1' },
];

describe('each screen, with names and texts that attack it', () => {
  it.each(SCREENS)('$name runs nothing, fits both windows, and satisfies axe in both colour schemes', async (screen) => {
    const { page, faults, foreign } = watched;
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(hostile.server.url + screen.path(hostile.ids));
    await page.locator(screen.shows).first().waitFor();
    await screen.opens?.(page);
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      expect([size.width, await scrollsSideways(page)]).toEqual([size.width, false]);
      await page.emulateMedia({ colorScheme: 'light' });
      expect([size.width, await accessibilityFaults(page)]).toEqual([size.width, []]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect([size.width, await accessibilityFaults(page, ['color-contrast'])]).toEqual([size.width, []]);
    }
    expect(await injected(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });
});

describe('both reports, of runs that attack them', () => {
  it('of a job runs nothing', async () => {
    const { page, faults, foreign } = watched;
    for (const id of [hostile.ids.job, hostile.ids.search]) {
      await page.goto(`${hostile.server.url}/api/jobs/${id}/report`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await injected(page)).toEqual([]);
      expect([id, await scrollsSideways(page)]).toEqual([id, false]);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('of a comparison runs nothing, also where no policy guards it', async () => {
    const response = await fetch(`${hostile.server.url}/api/compare/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/html' },
      body: JSON.stringify({ run_ids: hostile.ids.imports }),
    });
    const { page, faults, foreign } = watched;
    await page.goto('about:blank');
    await page.setContent(await response.text());
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await injected(page)).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });
});

/** What markup that was written as text has become an element of, or has done. */
async function injected(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const elements = document.querySelectorAll('img, iframe, body script, [onerror], [href^="javascript:" i], [srcdoc]');
    const done = 'attacked' in window ? ['a script ran'] : [];
    return [...done, ...[...elements].map(({ outerHTML }) => outerHTML)];
  });
}
