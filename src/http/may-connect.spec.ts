import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../config/parse-config.ts';
import { mayConnect } from './may-connect.ts';

const { config } = parseConfig({}, { corsOrigins: ['https://dash.example', 'http://localhost:*'] });

describe('mayConnect', () => {
  it.each([undefined, 'https://dash.example', 'http://localhost', 'http://localhost:5173', 'http://assay.example:8080'])(
    'lets %s in',
    (origin) => {
      expect(mayConnect(config, { host: 'assay.example:8080', ...(origin !== undefined && { origin }) })).toBe(true);
    },
  );

  it.each([
    '',
    'null',
    'https://dash.example.evil',
    'https://dash.example:8443',
    'http://localhost:x',
    'http://assay.example',
    '//',
  ])('refuses "%s"', (origin) => {
    expect(mayConnect(config, { host: 'assay.example:8080', origin })).toBe(false);
  });

  it('lets every page in where every origin may call the API', () => {
    expect(mayConnect({ ...config, corsOrigins: ['*'] }, { origin: 'https://any.example' })).toBe(true);
  });
});
