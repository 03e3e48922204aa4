import { STATUS_CODES } from 'node:http';
import type { OwnAnswer } from '../http-faults/http-fault.ts';

/** Marks an answer that the gateway made; its value is the step. */
export const stepHeader = 'x-holdfast-step';

/** The bytes of an answer of the gateway's own. */
export const ownAnswerBytes = (
  answer: OwnAnswer,
  about: { readonly step: number; readonly method: string; readonly keepAlive: boolean },
): Buffer => {
  const body = Buffer.from(answer.body);
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Unknown'}`,
    `content-type: ${answer.contentType}`,
    `content-length: ${body.length}`,
    ...Object.entries(answer.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    `${stepHeader}: ${about.step}`,
    ...(about.keepAlive ? [] : ['connection: close']),
    '\r\n',
  ].join('\r\n');
  return about.method === 'HEAD' ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body]);
};
