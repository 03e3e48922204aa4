import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, resolveAddress } from './address.ts';

describe('addresses', () => {
  it.each([
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    [':80', { host: '', port: 80 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['service.internal:0', { host: 'service.internal', port: 0 }],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
    if (address.host !== '') expect(formatAddress(address)).toBe(text);
  });

  it.each([
    ['127.0.0.1', 'missing port in address'],
    ['::1:80', 'too many colons in address'],
    ['127.0.0.1:http', 'unknown port'],
    ['127.0.0.1:70000', 'invalid port'],
  ])('refuses %s', (text, problem) => {
    expect(() => parseAddress(text)).toThrow(problem);
  });

  it('resolves names to IPv4 first', async () => {
    expect(await resolveAddress('localhost:7')).toEqual({ host: '127.0.0.1', port: 7 });
  });
});
