import { describe, expect, it } from '@jest/globals';
import type { Config, Environment } from './config.ts';
import { type DescribedSetting, describedSettings } from './described-settings.ts';
import { type Overrides, parseConfig } from './parse-config.ts';
import { SETTINGS } from './settings.ts';

const SECRET = 'tell-nobody-of-this-key';

function described(variable: string, environment: Environment, overrides: Overrides = {}): DescribedSetting | undefined {
  const { config } = parseConfig(environment, overrides);
  return describedSettings(config, environment).find(({ variables }) => variables.includes(variable));
}

describe('describedSettings', () => {
  it('has every setting once, each with what it is for', () => {
    const found = describedSettings(parseConfig({}).config, {});
    const variables = (Object.keys(SETTINGS) as (keyof Config)[]).map((key) => SETTINGS[key].variables[0]);
    expect(found.map((setting) => setting.variables[0]).sort()).toEqual(variables.sort());
    expect(found.filter(({ purpose, allowed }) => purpose === '' || allowed === '')).toEqual([]);
    expect(found.filter(({ source }) => source !== 'default')).toEqual([]);
  });

  it('says whether a value is the default, or from a variable, a flag or a program', () => {
    expect(described('ASSAY_PORT', {})).toMatchObject({ value: '8080', fallback: '8080', source: 'default', flag: '--port' });
    expect(described('ASSAY_PORT', { ASSAY_PORT: '9000' })).toMatchObject({ value: '9000', source: 'environment' });
    expect(described('ASSAY_PORT', { ASSAY_PORT: '9000' }, { port: '9001' })).toMatchObject({ value: '9001', source: 'flag' });
    expect(described('ASSAY_PORT', { ASSAY_PORT: '9000' }, { port: '8080' })).toMatchObject({ value: '8080', source: 'flag' });
    expect(described('ASSAY_MAX_QUEUED_JOBS', {}, { maxQueuedJobs: 3 })).toMatchObject({ value: '3', source: 'program' });
  });

  it('writes lists, pairs and what is not set as a variable would have them', () => {
    const scopes = { ASSAY_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };
    expect(described('ASSAY_TRUSTED_PROXIES', scopes)?.value).toBe('127.0.0.1, 10.0.0.0/8');
    const pairs = { OTEL_RESOURCE_ATTRIBUTES: 'a=1,b=two%20words' };
    expect(described('OTEL_RESOURCE_ATTRIBUTES', pairs)?.value).toBe('a=1, b=two words');
    const oidc = {
      ASSAY_OIDC_ISSUER: 'https://id.example',
      ASSAY_OIDC_CLIENT_ID: 'assay',
      ASSAY_OIDC_GROUPS: 'ops:admin,all:read',
    };
    expect(described('ASSAY_OIDC_GROUPS', oidc)?.value).toBe('ops:admin, all:read');
    for (const variable of ['ASSAY_BASE_PATH', 'ASSAY_PRICES', 'ASSAY_SANDBOX_READ'])
      expect(described(variable, {})?.value).toBeNull();
  });

  it('says of secrets only that they are set, and shows no password of an address', () => {
    const environment = {
      ASSAY_API_KEYS: `${SECRET}:admin:me`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRET}`,
      ASSAY_DATASETS_SERVER: `https://me:${SECRET}@data.example/a`,
    };
    const found = describedSettings(parseConfig(environment).config, environment);
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`${SECRET}|sha256`));
    expect(described('ASSAY_API_KEYS', environment)).toMatchObject({ value: 'set', source: 'environment', isSecret: true });
    expect(described('ASSAY_API_KEYS', {})).toMatchObject({ value: null, source: 'default', isSecret: true });
    expect(described('ASSAY_DATASETS_SERVER', environment)?.value).toBe('https://…@data.example/a');
  });
});
