import base from './jest.config.js';

/** @type {import('jest').Config} */
const config = { ...base, testMatch: ['<rootDir>/test/browser/**/*.browser.ts'], maxWorkers: 1 };

// biome-ignore lint/style/noDefaultExport: jest reads its configuration from the default export
export default config;
