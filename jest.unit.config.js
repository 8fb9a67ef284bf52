import config from './jest.config.js';

/** What runs on the sources alone: everything but the end-to-end tests, which start the built server and command. */
export default {
  ...config,
  globalSetup: undefined,
  testMatch: config.testMatch.filter((pattern) => !pattern.endsWith('.e2e-spec.ts')),
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.{spec,fixture}.ts'],
};
