import {
  moveCursor,
  pan,
  selectNearest,
  show,
  type TimelineState,
  zoom,
} from './timeline-state.ts';

type Drag = readonly [number, number] | undefined;

/** How far a press must move to be a drag, px. */
const threshold = 5;

interface Press {
  readonly startX: number;
  lastX: number;
  moved: boolean;
}

type PointerTarget = { readonly currentTarget: HTMLElement; readonly clientX: number };

const placeOf = (event: PointerTarget): { readonly x: number; readonly width: number } => {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, width: box.width };
};

const msPerPixel = (state: TimelineState, width: number): number =>
  (state.view.value.toMs - state.view.value.fromMs) / width;

/**
 * Move: the cursor follows. Click: what happened there. Drag: zoom in. Shift and drag: pan.
 * Ctrl and wheel: zoom; a wheel that turns sideways pans.
 */
export const pointerHandlers = (state: TimelineState, setDrag: (drag: Drag) => void) => {
  let press: Press | undefined;
  const msAt = (event: PointerTarget): number => {
    const { x, width } = placeOf(event);
    return state.view.value.fromMs + x * msPerPixel(state, width);
  };
  const drag = (event: PointerEvent & PointerTarget, current: Press): void => {
    const { x, width } = placeOf(event);
    if (event.shiftKey) pan(state, (current.lastX - x) * msPerPixel(state, width));
    else setDrag([current.startX, x]);
    current.lastX = x;
  };
  const release = (event: PointerEvent & PointerTarget, { startX, moved }: Press): void => {
    const { x, width } = placeOf(event);
    setDrag(undefined);
    if (!moved) {
      moveCursor(state, msAt(event));
      selectNearest(state, msAt(event));
    } else if (!event.shiftKey) {
      const { fromMs } = state.view.value;
      const each = msPerPixel(state, width);
      show(state, {
        fromMs: fromMs + Math.min(startX, x) * each,
        toMs: fromMs + Math.max(startX, x) * each,
      });
    }
  };
  return {
    onPointerDown: (event: PointerEvent & PointerTarget) => {
      if (event.button !== 0) return;
      const { x } = placeOf(event);
      press = { startX: x, lastX: x, moved: false };
      if (event.pointerType === 'mouse') event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent & PointerTarget) => {
      if (press && Math.abs(placeOf(event).x - press.startX) > threshold) press.moved = true;
      if (press?.moved) drag(event, press);
      else if (event.pointerType === 'mouse') state.cursorMs.value = msAt(event);
    },
    onPointerUp: (event: PointerEvent & PointerTarget) => {
      if (press) release(event, press);
      press = undefined;
    },
    onPointerCancel: () => {
      press = undefined;
      setDrag(undefined);
    },
    onWheel: (event: WheelEvent & PointerTarget) => {
      if (event.ctrlKey) {
        event.preventDefault();
        zoom(state, event.deltaY > 0 ? 1.25 : 0.8, msAt(event));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        pan(state, event.deltaX * msPerPixel(state, placeOf(event).width));
      }
    },
  };
};
