import type { QueueRecord } from './queue-record.ts';

/** What `web` knows about one message. */
export interface Message {
  readonly id: string;
  readonly text: string;
  readonly conversation?: string | undefined;
  readonly acceptedAtMs: number;
  readonly state: 'pending' | 'inFlight' | 'answered' | 'dead';
  readonly attempts: number;
  readonly answer?: string;
  readonly model?: string;
  readonly executedBy?: string | undefined;
  /** Why it was returned last, or why it is dead. */
  readonly reason?: string;
  readonly nextAttemptAtMs?: number;
  /** Its accepted record was damaged: only steps that came later are known. */
  readonly textLost?: true;
}

/** A message as the table that owns it changes it. */
type Row = { -readonly [Field in keyof Message]: Message[Field] };
type Step = Exclude<QueueRecord, { type: 'accepted' | 'forgotten' }>;

/** How much of what is over is kept in memory. */
export interface Retention {
  readonly answeredKept: number;
  readonly answeredCharactersKept: number;
}

/** All messages, as the records say; the table is the truth, the file makes it last. */
export interface MessageTable {
  apply(record: QueueRecord): void;
  get(id: string): Message | undefined;
  messages(): IterableIterator<Message>;
  /** Characters of text that wait to be delivered. */
  waitingCharacters(): number;
  /** So many bytes a file of all that is kept has at the least. */
  bytesLeast(): number;
  counts(): { pending: number; inFlight: number; answered: number; dead: number };
  /** The shortest list of records that makes an equal table. */
  snapshot(): Generator<QueueRecord>;
}

/** Of the shortest record: its names, its checksum and its time. */
const bytesBesideText = 100;

/** Creates an empty table. */
export function createMessageTable(retention: Retention): MessageTable {
  const byId = new Map<string, Row>();
  const counts = { pending: 0, inFlight: 0, answered: 0, dead: 0 };
  const answeredIds = new Set<string>();
  let forgotten = 0;
  let answeredCharacters = 0;
  let waitingCharacters = 0;

  const add = (message: Row) => {
    byId.set(message.id, message);
    counts[message.state] += 1;
    waitingCharacters += message.text.length;
  };
  const move = (message: Row, state: Message['state']) => {
    counts[message.state] -= 1;
    counts[state] += 1;
    const ends = state === 'answered' || state === 'dead';
    if (ends) waitingCharacters -= message.text.length;
    message.state = state;
  };
  const keepAnswered = (message: Message) => {
    answeredIds.add(message.id);
    answeredCharacters += charactersOf(message);
    for (const id of answeredIds) {
      const few = answeredIds.size <= retention.answeredKept;
      if (few && answeredCharacters <= retention.answeredCharactersKept) return;
      const oldest = byId.get(id);
      answeredCharacters -= oldest ? charactersOf(oldest) : 0;
      answeredIds.delete(id);
      byId.delete(id);
      forgotten += 1;
    }
  };
  const step = (record: Step) => {
    if (!byId.has(record.id)) add(orphan(record));
    const message = byId.get(record.id);
    // Steps of a message that is over are echoes: a snapshot may overtake what was queued behind it.
    if (!message || message.state === 'answered' || message.state === 'dead') return;
    takeOver(message, record);
    move(message, record.type === 'returned' ? 'pending' : record.type);
    if (record.type === 'answered') keepAnswered(message);
  };

  return {
    apply(record) {
      if (record.type === 'forgotten') {
        forgotten += record.answered;
        counts.answered += record.answered;
      } else if (record.type !== 'accepted') {
        step(record);
      } else if (!byId.has(record.id)) {
        const { id, text, conversation, atMs } = record;
        add({ id, text, conversation, acceptedAtMs: atMs, state: 'pending', attempts: 0 });
      }
    },
    get: (id) => byId.get(id),
    messages: () => byId.values(),
    waitingCharacters: () => waitingCharacters,
    bytesLeast: () => waitingCharacters + answeredCharacters + byId.size * bytesBesideText,
    counts: () => ({ ...counts }),
    *snapshot() {
      if (forgotten > 0) yield { type: 'forgotten', answered: forgotten };
      for (const message of byId.values()) yield* recordsOf(message);
    },
  };
}

function orphan({ id, atMs }: Step): Row {
  return { id, text: '', acceptedAtMs: atMs, state: 'pending', attempts: 0, textLost: true };
}

function charactersOf({ text, answer = '' }: Message): number {
  return text.length + answer.length;
}

function takeOver(message: Row, record: Step): void {
  switch (record.type) {
    case 'inFlight':
      message.attempts = record.attempt;
      delete message.reason;
      delete message.nextAttemptAtMs;
      return;
    case 'returned':
      message.reason = record.reason;
      message.nextAttemptAtMs = record.nextAttemptAtMs;
      return;
    case 'answered':
      message.answer = record.answer;
      message.model = record.model;
      message.executedBy = record.executedBy;
      delete message.reason;
      delete message.nextAttemptAtMs;
      return;
    case 'dead':
      message.reason = record.reason;
      delete message.nextAttemptAtMs;
  }
}

function* recordsOf(message: Message): Generator<QueueRecord> {
  const { id, text, conversation, attempts, reason = '' } = message;
  const atMs = message.acceptedAtMs;
  if (!message.textLost) {
    yield { type: 'accepted', id, text, ...(conversation && { conversation }), atMs };
  }
  if (attempts > 0) yield { type: 'inFlight', id, attempt: attempts, atMs };
  if (message.state === 'pending' && attempts > 0) {
    yield { type: 'returned', id, reason, nextAttemptAtMs: message.nextAttemptAtMs ?? atMs, atMs };
  }
  if (message.state === 'dead') yield { type: 'dead', id, reason, atMs };
  if (message.state === 'answered') {
    const { answer = '', model = '', executedBy } = message;
    yield { type: 'answered', id, answer, model, ...(executedBy && { executedBy }), atMs };
  }
}
