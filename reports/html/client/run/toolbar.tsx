import { show, type TimelineState, zoom } from './timeline-state.ts';

/** Buttons for zoom, and what the mouse and the keys do. */
export const Toolbar = ({ state }: { readonly state: TimelineState }) => {
  const { breakMs, whole, cursorMs } = state;
  const toBreak = (): void => {
    if (breakMs === undefined) return;
    const lengthMs = (whole.toMs - whole.fromMs) / 10;
    show(state, { fromMs: breakMs - lengthMs / 3, toMs: breakMs + (lengthMs * 2) / 3 });
    cursorMs.value = breakMs;
  };
  return (
    <div class="bar">
      <span class="group">
        <button type="button" aria-label="Zoom in" onClick={() => zoom(state, 0.5, cursorMs.value)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(state, 2, cursorMs.value)}>
          −
        </button>
        <button
          type="button"
          onClick={() => {
            state.view.value = whole;
          }}
        >
          Whole run
        </button>
        {breakMs !== undefined && (
          <button type="button" onClick={toBreak}>
            Where it broke
          </button>
        )}
      </span>
      <span>
        drag zooms, shift and drag pans, click shows what happened there; <kbd>←</kbd> <kbd>→</kbd>{' '}
        <kbd>+</kbd> <kbd>−</kbd> on the cursor
      </span>
    </div>
  );
};
