import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { findProgram } from './find-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-find-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = (says: string) => {
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  process.env.HOLDFAST_TEST_PROGRAM = path;
  try {
    return findProgram({
      variable: 'HOLDFAST_TEST_PROGRAM',
      names: [],
      versionArguments: ['version'],
    });
  } finally {
    delete process.env.HOLDFAST_TEST_PROGRAM;
  }
};

describe('finding a program', () => {
  it.each([
    ['k6 v2.2.0 (go1.26.8, linux/amd64)', '2.2.0'],
    ['toxiproxy-server version 2.12.0', '2.12.0'],
    ['Chromium 156.0.8078.73 built on Debian', '156.0.8078.73'],
    ['development build', undefined],
  ])('reads the version out of "%s"', (says, version) => {
    expect(found(says)?.version).toBe(version);
  });
});

it('names a variable that names no program, as bad usage', () => {
  process.env.HOLDFAST_TEST_PROGRAM = '/nope';
  const find = () =>
    findProgram({ variable: 'HOLDFAST_TEST_PROGRAM', names: [], versionArguments: [] });
  try {
    expect(find).toThrow(UsageError);
    expect(find).toThrow(/HOLDFAST_TEST_PROGRAM names \/nope.*correct it or unset it/);
  } finally {
    delete process.env.HOLDFAST_TEST_PROGRAM;
  }
});
