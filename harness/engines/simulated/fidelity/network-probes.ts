import type { Probes } from './probe.ts';
import { brokenAnswerProbes } from './probes/broken-answers.ts';
import { fetchProbes } from './probes/fetch.ts';
import { fetchAnswerProbes } from './probes/fetch-answers.ts';
import { flowProbes } from './probes/flow.ts';
import { httpProbes } from './probes/http.ts';
import { httpLimitProbes } from './probes/http-limits.ts';
import { netProbes } from './probes/net.ts';

/** Every probe of the network, by its subject. */
export const networkProbes: Readonly<Record<string, Probes>> = {
  net: netProbes,
  flow: flowProbes,
  http: httpProbes,
  'time limits of http': httpLimitProbes,
  fetch: fetchProbes,
  'answers to fetch': fetchAnswerProbes,
  'broken answers': brokenAnswerProbes,
};
