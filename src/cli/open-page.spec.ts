import { expect, it } from '@jest/globals';
import { browserCommand } from './open-page.ts';

it('knows what opens an address, and that a machine without a screen has nothing', () => {
  expect([
    browserCommand('darwin', {}),
    browserCommand('win32', {}),
    browserCommand('linux', { DISPLAY: ':0' }),
    browserCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' }),
    browserCommand('linux', { DISPLAY: '' }),
  ]).toEqual(['open', 'explorer', 'xdg-open', 'xdg-open', undefined]);
});
