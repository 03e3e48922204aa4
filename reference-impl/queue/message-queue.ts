import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { Journal } from './journal.ts';
import { createMessageTable, type Message, type MessageTable } from './message-table.ts';
import type { QueueRecord } from './queue-record.ts';
import { QueueRefused } from './queue-refused.ts';
import { type Recovered, recoverQueue } from './recover-queue.ts';
import type { StorageFailed } from './storage-failed.ts';

/** Bounds of a queue; each has a default. */
export interface QueueOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Answered messages that can still be asked for. */
  readonly answeredKept?: number;
  readonly answeredCharactersKept?: number;
  /** Characters of text that may wait before new messages are refused. */
  readonly waitingMax?: number;
  readonly compactBytes?: number;
  readonly repairEveryMs?: number;
  /** No message waits longer, however the wall clock was moved meanwhile; an hour when left out. */
  readonly longestWaitMs?: number;
  readonly now?: () => number;
}

/** A message as a sender gives it; the key is its name from then on. */
export interface NewMessage {
  readonly key: string;
  readonly text: string;
  readonly conversation?: string | undefined;
}

/** How a delivery ended well. */
export interface Delivered {
  readonly answer: string;
  readonly model: string;
  readonly executedBy?: string | undefined;
}

/** The durable queue of `web`. Its answers about messages come from memory, which the file backs. */
export class MessageQueue {
  readonly recovered: Recovered;
  readonly #table: MessageTable;
  readonly #journal: Journal;
  readonly #options: QueueOptions;
  readonly #accepting = new Map<string, { message: NewMessage; done: Promise<void> }>();
  /** Ids that can be delivered now, and ids that wait for their time; both hold pending ones. */
  readonly #ready: Set<string> = new Set();
  readonly #delayed: Set<string> = new Set();
  #onChange: () => void = () => undefined;

  private constructor(
    options: QueueOptions,
    parts: { table: MessageTable; journal: Journal; recovered: Recovered },
  ) {
    this.#options = options;
    this.#table = parts.table;
    this.#journal = parts.journal;
    this.recovered = parts.recovered;
  }

  /** Opens the queue file in a folder, or makes one, and recovers what is in it. */
  static async open(options: QueueOptions): Promise<MessageQueue> {
    const { log, now = Date.now } = options;
    const table = createMessageTable({
      answeredKept: options.answeredKept ?? 10_000,
      answeredCharactersKept: options.answeredCharactersKept ?? 32 * 1024 ** 2,
    });
    const path = join(options.dataDir, 'queue.jsonl');
    const { recovered, start } = await recoverQueue({ path, table, log, nowMs: now() });
    const journal = new Journal({
      path,
      ...start,
      snapshot: () => table.snapshot(),
      snapshotBytesLeast: () => table.bytesLeast(),
      onDurable: (record) => queue.#accepted(record),
      onTrouble: (error) => logTrouble(log, error),
      compactBytes: options.compactBytes ?? 1024 * 1024,
      repairEveryMs: options.repairEveryMs ?? 1000,
    });
    const queue = new MessageQueue(options, { table, journal, recovered });
    for (const { id, state } of table.messages()) if (state === 'pending') queue.#delayed.add(id);
    journal.repair();
    queue.poll();
    return queue;
  }

  /** Sets who hears of every change: of what can be delivered, and of the counts. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /**
   * Resolves once the message is durable. The same key again is the same message; with another text
   * it is refused. Rejects with `QueueRefused` or `StorageFailed`.
   */
  async accept(message: NewMessage): Promise<{ readonly id: string }> {
    const { key: id, text, conversation } = message;
    const accepting = this.#accepting.get(id);
    const known = accepting?.message ?? this.#table.get(id);
    if (known && (known.text !== text || known.conversation !== conversation)) {
      throw new QueueRefused('conflict', `the key ${id} was used for another message`);
    }
    if (!known) await this.#append(message);
    else await accepting?.done;
    return { id };
  }

  /** Takes a message to deliver it; give it back, or say how it ended. */
  take(): Message | undefined {
    for (const id of this.#ready) {
      this.#ready.delete(id);
      const message = this.#table.get(id);
      if (message?.state !== 'pending') continue;
      this.#step({ type: 'inFlight', id, attempt: message.attempts + 1, atMs: this.#now() });
      return message;
    }
    return undefined;
  }

  /** Returns a message to pending, for a later attempt. */
  giveBack(id: string, reason: string, nextAttemptAtMs: number): void {
    this.#step({ type: 'returned', id, reason, nextAttemptAtMs, atMs: this.#now() });
    this.#delayed.add(id);
  }

  /** Ends a message with its answer. */
  answer(id: string, { answer, model, executedBy }: Delivered): void {
    const record = { type: 'answered', id, answer, model, atMs: this.#now() } as const;
    this.#step(executedBy === undefined ? record : { ...record, executedBy });
  }

  /** Ends a message without an answer, with the reason. */
  bury(id: string, reason: string): void {
    this.#step({ type: 'dead', id, reason, atMs: this.#now() });
  }

  /** Makes due messages ready and tries to get the file out of trouble. */
  poll(): void {
    this.#journal.repair();
    const nowMs = this.#now();
    let changed = false;
    for (const id of this.#delayed) {
      const dueInMs = (this.#table.get(id)?.nextAttemptAtMs ?? 0) - nowMs;
      if (dueInMs > 0 && dueInMs <= (this.#options.longestWaitMs ?? 3_600_000)) continue;
      this.#delayed.delete(id);
      this.#ready.add(id);
      changed = true;
    }
    if (changed) this.#onChange();
  }

  get(id: string): Message | undefined {
    return this.#table.get(id);
  }

  messages(): IterableIterator<Message> {
    return this.#table.messages();
  }

  counts() {
    return this.#table.counts();
  }

  /** Why nothing can be accepted at the moment, if so. */
  get trouble(): StorageFailed | undefined {
    return this.#journal.trouble;
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  async #append(message: NewMessage): Promise<void> {
    const { key: id, text, conversation } = message;
    const { waitingMax = 64 * 1024 ** 2 } = this.#options;
    if (this.#table.waitingCharacters() + text.length > waitingMax) {
      throw new QueueRefused('full', 'too much is waiting already');
    }
    const record = { type: 'accepted', id, text, atMs: this.#now() } as const;
    const done = this.#journal.append(conversation ? { ...record, conversation } : record);
    this.#accepting.set(id, { message, done });
    try {
      await done;
    } finally {
      this.#accepting.delete(id);
    }
  }

  #accepted(record: QueueRecord): void {
    this.#table.apply(record);
    if (record.type === 'accepted') this.#ready.add(record.id);
    this.#onChange();
  }

  #step(record: QueueRecord): void {
    this.#table.apply(record);
    this.#journal.note(record);
    this.#onChange();
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

function logTrouble(log: Log, error: StorageFailed): void {
  log.error({ code: error.code, uncertain: error.uncertain }, error.message);
}
