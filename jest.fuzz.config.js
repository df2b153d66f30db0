import base from './jest.config.js';

/** @type {import('jest').Config} */
const config = { ...base, testMatch: ['<rootDir>/test/fuzz/**/*.fuzz.ts'], testTimeout: 3600_000 };

// biome-ignore lint/style/noDefaultExport: jest reads its configuration from the default export
export default config;
