import { randomUUID } from 'node:crypto';
import type { Ec2Error } from './errors.js';
import type { WireResponse } from './wire.js';
import { element, escapeXml, leaf } from './xml.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** No `date`: the AWS SDK for JavaScript sets its signing clock by it, and the simulated time may be any. */
function headers(requestId: string, contentType: string): Record<string, string> {
  return {
    'x-amzn-requestid': requestId,
    'cache-control': 'no-cache, no-store',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    vary: 'accept-encoding',
    'content-type': contentType,
    server: 'AmazonEC2',
  };
}

function xmlResponse(statusCode: number, requestId: string, xml: string): WireResponse {
  return {
    statusCode,
    headers: headers(requestId, 'text/xml;charset=UTF-8'),
    body: Buffer.from(DECLARATION + xml),
  };
}

/** The answer to an action that succeeded. @param content what is in its root element beside the request's id */
export function successResponse(action: string, version: string, content: string): WireResponse {
  const requestId = randomUUID();
  const root = `${action}Response`;
  const namespace = `http://ec2.amazonaws.com/doc/${escapeXml(version)}/`;
  const xml = `<${root} xmlns="${namespace}">${leaf('requestId', requestId)}${content}</${root}>`;
  return xmlResponse(200, requestId, xml);
}

export function errorResponse({ code, message, statusCode }: Ec2Error): WireResponse {
  const requestId = randomUUID();
  const error = element('Error', leaf('Code', code), leaf('Message', message));
  const xml = element('Response', element('Errors', error), leaf('RequestID', requestId));
  return xmlResponse(statusCode, requestId, xml);
}

/** What a proxy or load balancer on the way says when EC2 fails behind it. */
export function htmlErrorResponse(): WireResponse {
  const page = '<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>';
  return { statusCode: 500, headers: headers(randomUUID(), 'text/html'), body: Buffer.from(page) };
}

/** An answer of which only a part arrived; the status had gone ahead. */
export function cut(response: WireResponse, share: number): WireResponse {
  return { ...response, body: response.body.subarray(0, Math.floor(response.body.length * share)) };
}
