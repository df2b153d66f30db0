import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startService } from '../support/service.js';
import { byTokens, tokensFile } from '../support/tokens.js';

describe('The reference page', () => {
  it('is a page that loads nothing but what the service itself serves, and needs no token for it', async () => {
    const { url } = await startService(byTokens(tokensFile({ name: 'ci' }).path));
    const { text } = await request(url)
      .get('/docs')
      .expect(200)
      .expect('Content-Type', 'text/html; charset=utf-8');
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => String(address));
    expect(loaded).toHaveLength(6);
    for (const address of loaded) {
      expect(address).toMatch(/^\/(?!\/)/);
      await request(url).get(address).expect(200);
    }
  });

  it('may carry out no script and show no style that stands in it, and ask nobody but the service', async () => {
    const { url } = await startService();
    const { headers, text } = await request(url).get('/docs').expect(200);
    expect(headers['content-security-policy']?.split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
  });

  it('is served to HEAD too, and with no other method', async () => {
    const { url } = await startService();
    await request(url).head('/docs').expect(200);
    const { headers } = await request(url).post('/docs').expect(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it('is kept from pages of elsewhere', async () => {
    const { url } = await startService();
    await request(url).get('/docs').set('Host', 'evil.example').expect(403);
  });

  it('has nothing below it', async () => {
    const { url } = await startService();
    await request(url).get('/docs/more').expect(404);
  });
});
