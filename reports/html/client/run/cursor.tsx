import type { X } from './layout.ts';
import { readoutText } from './readout.tsx';
import { moveCursor, pan, selectNearest, type TimelineState, zoom } from './timeline-state.ts';

const keys = (state: TimelineState, event: KeyboardEvent): boolean => {
  const stepMs = state.stepMs.value;
  const at = state.cursorMs.value;
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: at + stepMs,
    ArrowUp: at + stepMs,
    ArrowLeft: at - stepMs,
    ArrowDown: at - stepMs,
    PageUp: at + stepMs * 10,
    PageDown: at - stepMs * 10,
    Home: state.whole.fromMs,
    End: state.whole.toMs,
  };
  const next = moves[event.key];
  if (event.shiftKey && next !== undefined) {
    pan(state, (next - at) * 5);
  } else if (next !== undefined) {
    moveCursor(state, next);
    selectNearest(state, state.cursorMs.value);
  } else if (event.key === '+' || event.key === '=') zoom(state, 0.5, at);
  else if (event.key === '-') zoom(state, 2, at);
  else if (event.key === '0') state.view.value = state.whole;
  else return false;
  return true;
};

/** The line through everything; its value, read aloud, is the readout. */
export const Cursor = ({ state, x }: { readonly state: TimelineState; readonly x: X }) => {
  const at = state.cursorMs.value;
  const { fromMs, toMs } = state.view.value;
  return (
    <div
      class={at < fromMs || at > toMs ? 'cursor away' : 'cursor'}
      style={{ left: `${x(at)}px` }}
      role="slider"
      tabIndex={0}
      aria-label="Moment of the run"
      aria-valuemin={state.whole.fromMs}
      aria-valuemax={state.whole.toMs}
      aria-valuenow={Math.round(at)}
      aria-valuetext={readoutText(state)}
      onKeyDown={(event) => {
        if (!event.ctrlKey && !event.metaKey && keys(state, event)) event.preventDefault();
      }}
    />
  );
};
