import { registerHooks } from 'node:module';
import { simulateClock, simulateProcessNumbers } from './clock.ts';

// Loaded with --import before the sources: from then on the storage finds a simulated disk where Node's is. The sources stay as they are.

const SOURCE = new URL('../../../src/', import.meta.url).href;
const ROOMS = ['storage/file/', 'files/'].map((room) => `${SOURCE}${room}`);

const STAND_INS: Readonly<Record<string, string>> = {
  'node:fs/promises': new URL('./fs-promises.ts', import.meta.url).href,
  'node:crypto': new URL('./crypto.ts', import.meta.url).href,
  'node:sqlite': new URL('./sqlite.ts', import.meta.url).href,
  'node:timers/promises': new URL('./timers-promises.ts', import.meta.url).href,
};

registerHooks({
  resolve(specifier, context, nextResolve) {
    const url = STAND_INS[specifier];
    const isStorage = ROOMS.some((room) => context.parentURL?.startsWith(room));
    return url !== undefined && isStorage ? { url, shortCircuit: true } : nextResolve(specifier, context);
  },
});

simulateClock();
simulateProcessNumbers();
