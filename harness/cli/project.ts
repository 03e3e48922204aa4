import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { type Config, readConfig } from '../discover.ts';

/** The project that a command works on. */
export interface Project {
  readonly root: string;
  readonly config: Config;
}

const marks = ['holdfast.config.ts', 'scenarios'];

/** The nearest folder, from `from` upwards, with a `holdfast.config.ts` or a `scenarios/` folder. */
export const openProject = async (from: string = process.cwd()): Promise<Project> => {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (marks.some((mark) => existsSync(join(folder, mark)))) {
      return { root: folder, config: await readConfig(folder) };
    }
    if (folder === dirname(folder)) {
      throw new UsageError(
        `no project here: neither ${marks.join(' nor ')} in ${resolve(from)} or above it`,
      );
    }
  }
};
