import type { ToxicAttributes, ToxicSpec, ToxicType } from '../core/toxic.ts';
import { bandwidth } from './bandwidth.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { noop } from './noop.ts';
import { resetPeer } from './reset-peer.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';
import type { ToxicContext, ToxicProgram, ToxicRun } from './toxic.ts';

const programs: { readonly [T in ToxicType]: ToxicProgram<ToxicAttributes<T>> } = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  noop,
};

/** Starts a toxic, or a noop in its place when its toxicity spares this connection. */
export function startToxic(toxic: ToxicSpec, context: ToxicContext): ToxicRun {
  if (context.random() >= (toxic.toxicity ?? 1)) return noop({}, context);
  // `type` decides both the program and its attributes; TypeScript loses that in the lookup.
  const program = programs[toxic.type] as ToxicProgram<ToxicSpec['attributes']>;
  return program(toxic.attributes, context);
}
