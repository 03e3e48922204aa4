import type { ReportModel } from '../core/report-model.ts';
import type { JobResult } from '../suite.ts';
import { canaryStatus, zooReplay } from './canary-status.ts';

/** The canaries that said something. */
export const canaryRows = (results: readonly JobResult[]): NonNullable<ReportModel['canary']> =>
  results.flatMap((result) => {
    const status = canaryStatus(result);
    if (result.bug === undefined || (status !== 'caught' && status !== 'missed')) return [];
    return [{ bug: result.bug.name, invariant: result.bug.caughtBy, status }];
  });

/** What keeps a canary from saying anything, with the command that tries it again. */
export const undecidedCanaries = (results: readonly JobResult[]): readonly string[] =>
  results
    .filter((result) => canaryStatus(result) === 'undecided')
    .map((result) => {
      const why = result.ended === 'judged' ? result.judgement.reasons[0] : result.because;
      return `Canary ${result.bug?.name}: its run could not be judged (${why}); ${zooReplay(result)}`;
    });
