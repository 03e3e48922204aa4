import type { ToxicAttributes } from '../core/toxic.ts';
import { read, type ToxicContext, type ToxicProgram, wait, write } from './toxic.ts';

type Attributes = ToxicAttributes<'slicer'>;

/** Cuts each chunk into small ones, `delay` microseconds apart. */
export const slicer: ToxicProgram<Attributes> = function* (attributes, context) {
  for (;;) {
    const item = yield* read();
    if (item === 'interrupted') return 'interrupted';
    if (item === 'end') return 'closed';
    let start = 0;
    for (const end of cuts(attributes, context, { start: 0, end: item.data.length })) {
      yield* write({ ...item, data: item.data.subarray(start, end) });
      start = end;
      if ((yield* wait(attributes.delay / 1000)) === 'interrupted') {
        if (start < item.data.length) yield* write({ ...item, data: item.data.subarray(start) });
        return 'interrupted';
      }
    }
  }
};

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Where the slices end: a part that is too long is halved, at a point that varies a little. */
function cuts(attributes: Attributes, context: ToxicContext, part: Part): readonly number[] {
  const { average_size: averageBytes, size_variation: variationBytes } = attributes;
  const { start, end } = part;
  if (end - start - averageBytes <= variationBytes) return [end];
  const offset =
    variationBytes > 0 ? Math.floor(context.random() * variationBytes * 2) - variationBytes : 0;
  const middle = start + Math.floor((end - start) / 2) + offset;
  return [
    ...cuts(attributes, context, { start, end: middle }),
    ...cuts(attributes, context, { start: middle, end }),
  ];
}
