import { runNow } from '../calls/drive.ts';
import type { FaceContext } from './call-table.ts';
import { callTable } from './call-tables.ts';
import type { FaceCall } from './create-file-face.ts';
import type { FaceParts } from './face-parts.ts';
import { transferCalls } from './transfer-calls.ts';

/** Every `…Sync` of `fs`. */
export const syncFace = ({ gate, context }: FaceParts): Readonly<Record<string, FaceCall>> => {
  const own: FaceContext = { ...context, form: 'sync' };
  const table = callTable(own);
  const face: Record<string, FaceCall> = {};
  const call = (name: string, args: readonly unknown[]): unknown => {
    const found = table[name];
    if (found === undefined) throw new Error(`the disk's face has no call ${name}`);
    return runNow(gate, found(...args));
  };
  for (const name of Object.keys(table)) {
    face[`${name}Sync`] = (...args: readonly unknown[]) => call(name, args);
  }
  for (const [name, transfer] of Object.entries(transferCalls(own))) {
    face[`${name}Sync`] = (...args: readonly unknown[]) => runNow(gate, transfer(...args)).count;
  }
  const { realpathNativeSync, removeTemporarySync, realpathSync, ...rest } = face;
  return {
    ...rest,
    realpathSync: Object.assign((...args: readonly unknown[]) => call('realpath', args), {
      native: realpathNativeSync,
    }),
    existsSync: (path: unknown) => {
      try {
        call('access', [path]);
        return true;
      } catch {
        return false;
      }
    },
    mkdtempDisposableSync: (...args: readonly unknown[]) => {
      const path = call('mkdtemp', args);
      const remove = () => call('removeTemporary', [path]);
      return { path, remove, [Symbol.dispose]: remove };
    },
  };
};
