import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler, Response } from 'express';

interface Asset {
  readonly file: string;
  readonly type: string;
  readonly hash: string;
}

/** What pages load: files that the build lays in a folder, under names that change with their content. */
export class Assets {
  private table: Readonly<Record<string, Asset>> | undefined;

  constructor(private readonly folder: string) {}

  /** Where the asset of this name is served. */
  addressOf(name: string): string {
    const asset = this.all()[name];
    if (asset === undefined) throw new Error(`${name} is none of the assets`);
    return `/assets/${asset.file}`;
  }

  /** Serves those that there are, under `/assets`; hands on all else. */
  readonly serve: RequestHandler = (request, response, next) => {
    const wanted = request.path.slice(1);
    const asset = Object.values(this.all()).find(({ file }) => file === wanted);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (asset === undefined || !isRead) return next();
    const isCompressed = request.acceptsEncodings('gzip') === 'gzip';
    const headers = headersOf(asset, isCompressed);
    response.set(headers);
    const file = isCompressed ? `${asset.file}.gz` : asset.file;
    // The headers say all that this would, and the time of a build says nothing of the content.
    const options = { root: this.folder, cacheControl: false, lastModified: false, acceptRanges: false };
    return response.sendFile(file, options, (error) => {
      // A build in place has taken it away, or the client has gone.
      if (error && !response.headersSent) handOn(response, Object.keys(headers), next);
    });
  };

  /** Read for the first page, so that the start does without. */
  private all(): Readonly<Record<string, Asset>> {
    this.table ??= JSON.parse(readFileSync(join(this.folder, 'assets.json'), 'utf8'));
    return this.table as Readonly<Record<string, Asset>>;
  }
}

function headersOf({ type, hash }: Asset, isCompressed: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Type': type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: isCompressed ? `"${hash}-gzip"` : `"${hash}"`,
    Vary: 'Accept-Encoding',
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  };
}

function handOn(response: Response, headers: readonly string[], next: () => void): void {
  for (const name of headers) response.removeHeader(name);
  next();
}
