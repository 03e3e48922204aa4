import type { PerformanceMeasureOptions } from 'node:perf_hooks';
import type { Life } from '../host/life.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';

const KEY = 'performance.marks';

const marksOf = (life: Life): Map<string, number> => {
  // Only these maps are put under that name.
  const known = life.singletons.get(KEY) as Map<string, number> | undefined;
  if (known !== undefined) return known;
  const marks = new Map<string, number>();
  life.singletons.set(KEY, marks);
  return marks;
};

/** The start and the end that Node would find, in the life's own time and marks. */
const spanOf = (life: Life, start: unknown, endMark: unknown): PerformanceMeasureOptions => {
  const marks = marksOf(life);
  // What is no mark of the life is Node's to take or to refuse.
  const at = (mark: unknown) =>
    (typeof mark === 'string' ? (marks.get(mark) ?? mark) : mark) as string | number | undefined;
  const isOptions = typeof start === 'object' && start !== null;
  const given: PerformanceMeasureOptions = isOptions ? start : {};
  const first = at(isOptions ? given.start : start);
  const last = at(endMark ?? given.end);
  const isOpen = last === undefined && given.duration === undefined;
  return {
    ...given,
    ...(first === undefined ? {} : { start: first }),
    ...(last === undefined ? {} : { end: last }),
    ...(isOpen ? { end: performance.now() } : {}),
  };
};

/** Keeps the marks of each life, on its own clock: Node's own would be the process's. */
export const installMarks = (): void => {
  const clearReal = performance.clearMarks.bind(performance);
  patch(performance, 'mark', (real) => (name, options) => {
    const life = runningLife();
    if (life === null) return real.call(performance, name, options);
    const mark = new PerformanceMark(name, { startTime: performance.now(), ...options });
    // Its making has put it among those of the process.
    clearReal(String(name));
    marksOf(life).set(String(name), mark.startTime);
    return mark;
  });
  patch(performance, 'measure', (real) => (name, start, end) => {
    const life = runningLife();
    if (life === null) return real.call(performance, name, start as PerformanceMeasureOptions, end);
    const measure = real.call(performance, name, spanOf(life, start, end));
    performance.clearMeasures(name);
    return measure;
  });
  patch(performance, 'clearMarks', (real) => (name) => {
    const life = runningLife();
    if (life === null) real.call(performance, name);
    else if (name === undefined) marksOf(life).clear();
    else marksOf(life).delete(name);
  });
};
