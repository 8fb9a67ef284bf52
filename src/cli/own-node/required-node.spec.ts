import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { OLDEST_NODE, runsOnNode } from './required-node.ts';

describe('runsOnNode', () => {
  it.each(['24.15.0', '24.21.0', '25.0.0', '26.1.2'])('accepts %s', (version) => {
    expect(runsOnNode(version)).toBe(true);
  });

  it.each(['24.14.1', '22.22.0', '20.20.2', '0.12.18'])('refuses %s', (version) => {
    expect(runsOnNode(version)).toBe(false);
  });

  it('asks for the Node that package.json names', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      readonly engines: { readonly node: string };
    };
    expect(engines.node).toBe(`>=${OLDEST_NODE.major}.${OLDEST_NODE.minor}`);
  });
});
