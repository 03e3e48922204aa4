import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTools } from './install-tools.ts';

describe('installing the Go tools', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-install-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  /** Puts a program called `go` on the PATH that does what the script says. */
  function standInGo(script: string): void {
    const bin = join(folder, 'go-bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'go'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, 'go'), 0o755);
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  }

  it('builds beside the module file, names the programs and leaves nothing else', async () => {
    standInGo(
      'test -f go.mod || exit 9; echo "$@"; echo x > "$GOBIN/server"; echo x > "$GOBIN/k6"',
    );
    const lines: string[] = [];
    const installed = await installTools({ folder, log: (line) => lines.push(line) });
    expect(installed.map(({ name }) => name)).toEqual(['toxiproxy-server', 'k6']);
    expect(readdirSync(join(folder, 'bin')).toSorted()).toEqual(['k6', 'toxiproxy-server']);
    expect(lines.join('\n')).toContain('v2.Version=2.12.0 tool');
  });

  it('shows what Go said when it fails, and leaves no half of a program', async () => {
    standInGo('echo x > "$GOBIN/k6"; echo no space left >&2; exit 1');
    const install = installTools({ folder, log: () => {} });
    await expect(install).rejects.toThrow(/ended with 1:\nno space left/);
    expect(readdirSync(join(folder, 'bin'))).toEqual([]);
  });

  it('says what is missing without Go', async () => {
    vi.stubEnv('PATH', folder);
    await expect(installTools({ folder, log: () => {} })).rejects.toThrow('Go is not on the PATH');
  });
});
