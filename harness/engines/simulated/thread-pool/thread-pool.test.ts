import crypto from 'node:crypto';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

const inLife = <Result>(task: () => Promise<Result>) =>
  simulate({ a: {} }, { seed: 1 }, (world) => world.on('a', task));

const text = 'a long text, '.repeat(20_000);

describe('work of the thread pool', () => {
  for (const [name, squeeze, restore] of [
    ['gzip', zlib.gzip, zlib.gunzip],
    ['deflate', zlib.deflate, zlib.inflate],
    ['brotli', zlib.brotliCompress, zlib.brotliDecompress],
  ] as const) {
    it(`compresses with ${name} and restores, inside of a run`, async () => {
      const restored = await inLife(async () => {
        const small = await promisify(squeeze as typeof zlib.gzip)(text);
        expect(small.length).toBeLessThan(text.length / 10);
        return String(await promisify(restore as typeof zlib.gunzip)(small));
      });
      expect(restored).toBe(text);
    });
  }

  it('decodes a compressed answer for fetch', async () => {
    const answer = await inLife(async () => {
      const server = http.createServer((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        void pipeline(zlib.createGzip().end(text), response);
      });
      await new Promise<void>((resolve) => server.listen(80, resolve));
      return (await fetch('http://127.0.0.1:80/')).text();
    });
    expect(answer).toBe(text);
  });

  it('compresses in web streams', async () => {
    const small = await inLife(async () => {
      const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip')) ?? null;
      return new Uint8Array(await new Response(stream).arrayBuffer());
    });
    expect(zlib.gunzipSync(small).toString()).toBe(text);
  });

  it('fails for garbage as outside', async () => {
    const fail = () => promisify(zlib.gunzip)(Buffer.from('garbage')).catch((error) => error.code);
    expect(await inLife(fail)).toBe(await fail());
  });

  it('derives keys with callbacks, with the results of outside', async () => {
    const derive = async () => [
      (await promisify(crypto.pbkdf2)('a', 'b', 10, 16, 'sha1')).toString('hex'),
      ((await promisify(crypto.scrypt)('a', 'b', 16)) as Buffer).toString('hex'),
      Buffer.from(await promisify(crypto.hkdf)('sha256', 'a', 'b', 'c', 8)).toString('hex'),
    ];
    expect(await inLife(derive)).toEqual(await derive());
  });

  it('signs and verifies, with and without callbacks', async () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
    const data = Buffer.from('signed');
    const verified = await inLife(async () => {
      const signature = crypto.sign(null, data, privateKey);
      return new Promise((resolve, reject) => {
        crypto.verify(null, data, publicKey, signature, (error, valid) =>
          error === null ? resolve(valid) : reject(error),
        );
      });
    });
    expect(verified).toBe(true);
  });

  it('refuses what can only be done there', async () => {
    const digest = () => crypto.subtle.digest('SHA-256', new Uint8Array(1));
    await expect(inLife(digest)).rejects.toThrow('crypto.subtle.digest');
  });
});
