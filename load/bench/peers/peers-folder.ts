import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = import.meta.dirname;
const installLimitMs = 300_000;

/** Installs what the benches compare with, once, beside its own lock file; says when it cannot. */
export async function installPeers(print: (line: string) => void): Promise<void> {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  print('installing the peers (once) …');
  try {
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', args, { cwd: folder, timeout: installLimitMs });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string }; // of execFile
    print(`the peers cannot be installed: ${stderr.trim() || message}`);
  }
}

/** Loads a peer from that folder; throws when it is not installed, or not for this machine. */
export async function loadPeer<Shape>(name: string): Promise<Shape> {
  // The caller says what it uses of the peer: its types are not there when it is not installed.
  return (await import(name)) as Shape;
}
