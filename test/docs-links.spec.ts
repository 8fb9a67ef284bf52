import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const REPOSITORY = new URL('../', import.meta.url);
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'samples/README.md',
  ...readdirSync(new URL('docs/', REPOSITORY), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What GitHub makes of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchors(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Links of a page to a file that does not exist, or to a heading that the page does not have. */
function deadLinks(page: string): string[] {
  const here = new URL(page, REPOSITORY);
  const links = [...readFileSync(here, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const target = new URL(link, here);
    const anchor = target.hash.slice(1);
    target.hash = '';
    if (!existsSync(target)) return true;
    return anchor !== '' && !anchors(readFileSync(target, 'utf8')).includes(decodeURIComponent(anchor));
  });
}

describe('the links between pages', () => {
  it.each(PAGES)('every link of %s leads somewhere', (page) => {
    expect(deadLinks(page)).toEqual([]);
  });
});

describe('the pages on decisions', () => {
  it.each(PAGES.filter((page) => page.startsWith('docs/decisions/')))('%s has a date and a status', (page) => {
    const [heading, , status] = readFileSync(new URL(page, REPOSITORY), 'utf8').split('\n');
    expect(heading).toMatch(/^# \S/);
    expect(status).toMatch(/^Date: \d{4}-\d\d-\d\d.* · Status: (proposed|accepted|replaced by \[.+\]\(.+\))$/);
  });
});
