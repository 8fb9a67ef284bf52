import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NAME_PATTERN } from '../domain/project.ts';
import { builtInProjects } from './built-in-projects.ts';

describe('builtInProjects', () => {
  it('gives names that projects may have, and folders that are there', () => {
    const projects = builtInProjects('/data');
    expect(projects).toHaveLength(6);
    for (const { name, folder } of projects) {
      expect(name).toMatch(NAME_PATTERN);
      expect(existsSync(join(folder, 'prompts'))).toBe(true);
    }
  });

  it('puts their data into the data folder, except that of the demo, which comes with Assay', () => {
    const [demo, ...others] = builtInProjects('/data');
    expect(Object.values(demo?.datasets ?? {}).map((path) => existsSync(path))).toEqual([true]);
    expect(others.map(({ datasets }) => datasets)).toEqual(
      others.map(({ name }) => ({ test: join('/data', name, 'test.jsonl') })),
    );
  });
});
