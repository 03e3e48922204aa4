import { expect, test } from 'vitest';
import type { Json } from '../savers/checkpoint-saver.ts';
import { newIdea, readIdeaState } from './idea-state.ts';

const fresh = newIdea('idea-1', 'a login form', 'session-1');

test('F7: the saved state has every field by its name, and reads back as it was', () => {
  expect(fresh).toMatchObject({
    sessionId: 'session-1',
    ideaId: 'idea-1',
    phase: 'planning',
    currentMilestone: 0,
    emergency_shutdown: false,
    shutdown_at: null,
    interrupt_reason: null,
    can_resume: true,
  });
  // A state is made of JSON values only.
  expect(readIdeaState(JSON.parse(JSON.stringify(fresh)) as Json)).toEqual(fresh);
});

test.each([
  [{ ...fresh, version: 2 }, 'an idea of version 2, this program knows 1'],
  [{ ...fresh, phase: 'dreaming' }, 'phase'],
  [{ ...fresh, currentMilestone: -1 }, 'currentMilestone'],
  ['no idea at all', 'the whole of it'],
])('F7: what is no saved state of ours is refused by name', (state, named) => {
  // The shapes above are JSON values.
  expect(() => readIdeaState(state as unknown as Json)).toThrow(named);
});
