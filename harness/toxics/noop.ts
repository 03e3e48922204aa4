import { read, type ToxicProgram, write } from './toxic.ts';

/** Passes everything on; also what a toxic does on connections that its toxicity spares. */
export const noop: ToxicProgram<object> = function* () {
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return 'closed';
    yield* write(item);
  }
};
