import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('tools and disk');
const run = promisify(execFile);

const nodeMajorLeast = 24;
const fullBelow = 0.02;
const lowBelow = 0.1;

/** Whether this machine has what the stack needs: Node, git, room on the disk. */
export async function checkHost({ folder }: HandStack): Promise<readonly Finding[]> {
  return [node(), await git(), ...(await disk(folder.root))];
}

function node(): Finding {
  const { node: version } = process.versions;
  const isEnough = Number.parseInt(version, 10) >= nodeMajorLeast;
  if (isEnough) return pass('node', version);
  return fail('node', `${version}; the programs need ${nodeMajorLeast} or newer`);
}

async function git(): Promise<Finding> {
  try {
    const { stdout } = await run('git', ['--version']);
    return pass('git', stdout.trim());
  } catch {
    return warn('git', 'not found: checkpoints cannot be committed');
  }
}

async function disk(path: string): Promise<readonly Finding[]> {
  const { bavail, bsize, blocks, ffree, files } = await statfs(path);
  const freeMb = Math.round((bavail * bsize) / 1_000_000);
  return [
    room('space', bavail / blocks, `${freeMb} MB free`),
    // Some file systems make inodes as they need them and count none.
    ...(files > 0 ? [room('inodes', ffree / files, `${ffree} inodes free`)] : []),
  ];
}

function room(name: string, free: number, message: string): Finding {
  if (free < fullBelow) return fail(name, `${message}: as good as full`);
  return free < lowBelow ? warn(name, `${message}: running low`) : pass(name, message);
}
