import type { Happening, ServiceCondition } from '../dashboard-state.ts';

/** How good or bad something is; each has a shape, a colour and a word. */
export type Tone = 'good' | 'warning' | 'bad' | 'unknown' | 'plain';

/** A word with its tone. */
export interface Told {
  readonly tone: Tone;
  readonly word: string;
  readonly meaning: string;
}

const haWords: Readonly<Record<string, Told>> = {
  active: { tone: 'good', word: 'Active', meaning: 'Live and candidate are healthy.' },
  degraded: {
    tone: 'warning',
    word: 'Degraded',
    meaning: 'The live core serves; there is no healthy candidate behind it.',
  },
  failover_active: {
    tone: 'warning',
    word: 'Failover active',
    meaning: 'The live core does not answer; the candidate serves.',
  },
  failed: { tone: 'bad', word: 'Failed', meaning: 'Neither core is healthy.' },
};

/** Says an HA state in words. */
export function haTold(state: string): Told {
  const unknown: Told = { tone: 'unknown', word: 'Unknown', meaning: 'Nobody has said yet.' };
  return haWords[state] ?? unknown;
}

const conditionWords: Readonly<Record<ServiceCondition, Told>> = {
  ready: { tone: 'good', word: 'ready', meaning: 'answers and can work' },
  notReady: { tone: 'warning', word: 'not ready', meaning: 'answers, cannot work' },
  hung: { tone: 'bad', word: 'hung', meaning: 'lives, does not answer in time' },
  down: { tone: 'bad', word: 'down', meaning: 'nobody listens' },
  unknown: { tone: 'unknown', word: 'not seen yet', meaning: 'nobody has asked yet' },
};

/** Says a service's condition in words. */
export function conditionTold(condition: ServiceCondition): Told {
  return conditionWords[condition];
}

/** The tone of a breaker's status text. */
export function breakerTone(status: string): Tone {
  if (status.startsWith('OPEN')) return 'bad';
  if (status.startsWith('CLOSED')) return 'good';
  return 'warning';
}

/** The tone of something that happened. */
export function happeningTone(happening: Happening): Tone {
  switch (happening.kind) {
    case 'failover':
      return 'warning';
    case 'haState':
      return haTold(happening.to).tone;
    case 'route':
      return happening.to === 'live' ? 'good' : 'warning';
    case 'service':
      return conditionTold(happening.to).tone;
    case 'maintenance':
    case 'started':
      return 'plain';
  }
}

/** Says in a few words what happened. */
export function titleOf(happening: Happening): string {
  switch (happening.kind) {
    case 'failover': {
      const calls = happening.count === 1 ? 'A call' : `${happening.count} calls`;
      const why = happening.trigger === 'state' ? 'by the HA state' : 'after an error';
      return `${calls} to ${happening.route} went to the fallback ${why}`;
    }
    case 'haState':
      return `${haTold(happening.from).word} became ${haTold(happening.to).word}`;
    case 'route':
      return `New calls go to ${happening.to === 'live' ? 'the live core' : 'the candidate'}`;
    case 'service':
      return `${happening.name} is ${conditionTold(happening.to).word}`;
    case 'maintenance':
      return `Maintenance is ${happening.on ? 'on' : 'off'}`;
    case 'started':
      return 'web started';
  }
}

/** Why it happened, when somebody said so. */
export function reasonOf(happening: Happening): string {
  switch (happening.kind) {
    case 'failover':
    case 'service':
      return happening.kind === 'failover' && happening.trigger === 'state' ? '' : happening.reason;
    case 'haState':
      return happening.cause;
    default:
      return '';
  }
}

/** A happening in one sentence, for those who listen. */
export function sentenceOf(happening: Happening): string {
  const reason = reasonOf(happening);
  return `${titleOf(happening)}${reason ? `: ${reason}` : ''}.`;
}
