import { UsageError } from '../../../core/errors.ts';
import type { DiskPort, VolumeRule } from '../../../core/machine-ports.ts';
import { createRng } from '../../../core/rng.ts';
import type { Disk } from '../disk/model/disk.ts';
import { putRule } from '../disk/rules/put-rule.ts';
import { damageFile } from './damage-file.ts';
import type { MachineRoom } from './machine-room.ts';

/** Disturbs the disks of a run's volumes. */
export const createDiskPort = (room: MachineRoom): DiskPort => {
  const { job, volumes } = room.run;
  const diskOf = (volume: string): Disk => {
    const disk = volumes.disks.get(volume);
    if (disk !== undefined) return disk;
    const there = [...volumes.disks.keys()].join(', ');
    throw new UsageError(`no volume "${volume}"; there are ${there}`);
  };
  const rule = (volume: string, given: VolumeRule) => {
    const { trouble: effect, path, role: host, ...rest } = given;
    const below = path === undefined ? {} : { path: `/${path}` };
    return putRule(diskOf(volume), { ...rest, ...below, ...(host ? { host } : {}), effect });
  };
  return {
    rule: async (volume, _step, given) => {
      const heal = rule(volume, given);
      return async () => heal();
    },
    damage: async (volume, step, { path, how }) => {
      const rng = createRng(job.plan.seed, `damage/${step}`);
      return damageFile(diskOf(volume), { path: `/${path}`, how, rng });
    },
  };
};
