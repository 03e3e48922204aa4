import { Agent } from 'node:http';
import { z } from 'zod';
import { attempt } from '../client/attempt.ts';
import { describeOutcome } from '../client/attempt-outcome.ts';

/** An issue as it is to be opened; its key makes opening it twice one issue. */
export interface IssueToOpen {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** The issue tracker: GitHub's REST API, as far as the pipeline needs it. */
export interface Tracker {
  /** The number of the issue that was opened under this key, if there is one. */
  find(key: string): Promise<number | undefined>;
  /** Opens it, not assigned yet. */
  create(issue: IssueToOpen): Promise<number>;
  assign(number: number, assignees: readonly string[]): Promise<void>;
  close(): void;
}

/** Where the tracker is, and who asks. */
export interface TrackerOptions {
  readonly baseUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly timeoutMs: number;
}

/** The tracker did not do what it was asked; `status` is there when it answered. */
export class TrackerFailed extends Error {
  override readonly name = 'TrackerFailed';
  readonly status: number | undefined;

  constructor(what: string, reason: string, status?: number) {
    super(`${what}: ${reason}`);
    this.status = status;
  }
}

const issueSchema = z.object({ number: z.int(), body: z.string().nullable() });
const label = 'pipeline';
const pagesMost = 10;
const perPage = 100;

/** Creates a client of the tracker. */
export function createTracker(options: TrackerOptions): Tracker {
  const { baseUrl, token, repository, timeoutMs } = options;
  const agent = new Agent({ keepAlive: true });
  const limits = { connectMs: timeoutMs, readMs: timeoutMs, totalMs: timeoutMs };
  const root = `${baseUrl.replace(/\/$/, '')}/repos/${repository}/issues`;
  const ask = async (what: string, method: string, path: string, body?: object) => {
    const outcome = await attempt({
      ...{ url: root + path, method, limits, agent },
      headers: {
        ...{ authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
        ...{ 'x-github-api-version': '2022-11-28', 'user-agent': 'holdfast-pipeline' },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (outcome.kind !== 'answered') throw new TrackerFailed(what, describeOutcome(outcome));
    if (outcome.status < 300) return outcome.body;
    throw new TrackerFailed(what, describeOutcome(outcome), outcome.status);
  };

  return {
    async find(key) {
      for (let page = 1; page <= pagesMost; page += 1) {
        const path = `?labels=${label}&state=all&per_page=${perPage}&page=${page}`;
        const issues = z.array(issueSchema).parse(await ask('list issues', 'GET', path));
        const found = issues.find(({ body }) => body?.includes(markOf(key)));
        if (found !== undefined) return found.number;
        if (issues.length < perPage) return undefined;
      }
      return undefined;
    },
    async create({ key, title, body, labels }) {
      const text = `${body}\n\n${markOf(key)}`;
      const all = [...new Set([label, ...labels])];
      const said = await ask('create an issue', 'POST', '', { title, body: text, labels: all });
      return issueSchema.parse(said).number;
    },
    async assign(number, assignees) {
      await ask(`assign issue ${number}`, 'POST', `/${number}/assignees`, { assignees });
    },
    close: () => agent.destroy(),
  };
}

/** Not shown to people; it tells which issue has been opened already. */
const markOf = (key: string): string => `<!-- pipeline-key: ${key} -->`;
