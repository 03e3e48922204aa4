import fc from 'fast-check';
import { expect, test } from 'vitest';
import { haStateTrue } from './ha-state-true.ts';
import { noFlapping } from './no-flapping.ts';
import { modelHistory, type Poll } from './testing/model-watchdog.ts';

const polls = fc.array(fc.record({ live: fc.boolean(), candidate: fc.boolean() }), {
  minLength: 1,
  maxLength: 14,
});

const failsAlone = (seen: readonly Poll[], core: keyof Poll): boolean =>
  seen.some((poll, place) => !poll[core] && (seen[place - 1]?.[core] ?? true));

/** Longest stretch of failed probes; the first is at its beginning. */
const longestFailure = (seen: readonly Poll[], core: keyof Poll): number => {
  let [longest, now] = [0, 0];
  for (const poll of seen) {
    now = poll[core] ? 0 : now + 1;
    longest = Math.max(longest, now);
  }
  return longest;
};

test('a watchdog that waits for two failures never flaps and always tells the truth', () => {
  fc.assert(
    fc.property(polls, (seen) => {
      const history = modelHistory(seen, { failuresNeeded: 2 });
      expect(noFlapping.check(history).status).not.toBe('violated');
      expect(haStateTrue.check(history).status).not.toBe('violated');
    }),
  );
});

test('a watchdog that needs one failure is caught by the first one', () => {
  fc.assert(
    fc.property(polls, (seen) => {
      const history = modelHistory(seen, { failuresNeeded: 1 });
      const isCaught = failsAlone(seen.slice(1), 'live') || failsAlone(seen.slice(1), 'candidate');
      const first = seen[0];
      fc.pre(first?.live === true && first.candidate);
      expect(noFlapping.check(history).status === 'violated').toBe(isCaught);
    }),
  );
});

test('a watchdog that never changes its mind is caught once a core fails for long', () => {
  fc.assert(
    fc.property(polls, (seen) => {
      const history = modelHistory(seen, { failuresNeeded: Number.POSITIVE_INFINITY });
      // Four probes, 500 ms apart, last longer than the 1,410 ms that the watchdog may lag.
      const isWrong = longestFailure(seen, 'live') >= 4 || longestFailure(seen, 'candidate') >= 4;
      expect(haStateTrue.check(history).status === 'violated').toBe(isWrong);
    }),
  );
});

test('a watchdog that forgets to notify is caught at its first change', () => {
  fc.assert(
    fc.property(polls, (seen) => {
      const mute = modelHistory(seen, { failuresNeeded: 2, isMute: true });
      const changes = mute.events.filter(
        (event) =>
          event.type === 'signal' && event.name === 'haState' && event.value.first !== true,
      );
      expect(noFlapping.check(mute).status === 'violated').toBe(changes.length > 0);
    }),
  );
});
