import { existsSync } from 'node:fs';
import { afterAll, afterEach } from '@jest/globals';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Route,
} from 'playwright-core';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;

/** A page, and what it has done that nobody sees. */
export interface Opened {
  readonly page: Page;
  /** What it has asked of other hosts. */
  readonly outside: string[];
  /** What stands in its console as an error, with where that comes from. */
  readonly errors: string[];
}

let browser: Promise<Browser> | undefined;
const contexts: BrowserContext[] = [];

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await (await browser)?.close();
});

/** A page of a browser that nobody has used, in a network that ends at this machine but for what `answerOutside` answers. */
export async function openPage(
  options: BrowserContextOptions = {},
  answerOutside: (route: Route) => Promise<void> = (route) => route.abort(),
): Promise<Opened> {
  browser ??= launch();
  const context = await (await browser).newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  const outside: string[] = [];
  const errors: string[] = [];
  const isOutside = (url: URL) => url.hostname !== '127.0.0.1';
  await page.route(isOutside, (route) => {
    outside.push(route.request().url());
    return answerOutside(route);
  });
  page.on('websocket', (socket) => {
    if (isOutside(new URL(socket.url()))) outside.push(socket.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, outside, errors };
}

async function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}: apt-get install chromium, or name yours by CHROMIUM`,
    );
  }
  return chromium.launch({ executablePath: CHROMIUM });
}
