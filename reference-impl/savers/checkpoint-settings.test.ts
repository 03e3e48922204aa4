import { expect, test } from 'vitest';
import { openSaver, readCheckpointSettings } from './checkpoint-settings.ts';

const defaults = {
  backend: 'sqlite',
  path: 'data/checkpoints.db',
  autoCheckpoint: true,
  intervalMs: 300_000,
  dir: './checkpoints',
};

test('U8: without settings the defaults hold', () => {
  expect(readCheckpointSettings({})).toEqual(defaults);
  expect(readCheckpointSettings({ CHECKPOINT_DIR: '' })).toEqual(defaults);
});

test('U8: the file beats the defaults, the environment beats the file', () => {
  const file = {
    backend: 'memory',
    path: 'a.db',
    auto_checkpoint: false,
    checkpoint_interval_seconds: 60,
  };
  expect(readCheckpointSettings({}, file)).toEqual({
    backend: 'memory',
    path: 'a.db',
    autoCheckpoint: false,
    intervalMs: 60_000,
    dir: './checkpoints',
  });
  const env = { CHECKPOINT_DIR: '/c', CHECKPOINT_INTERVAL_SECONDS: '5', AUTO_CHECKPOINT: 'true' };
  expect(readCheckpointSettings(env, file)).toMatchObject({
    backend: 'memory',
    autoCheckpoint: true,
    intervalMs: 5000,
    dir: '/c',
  });
});

test('U8: every bad setting is named where it stands, with its value and what is allowed', () => {
  const file = { backend: 'redis', auto_checkpoint: 'maybe' };
  const env = { CHECKPOINT_INTERVAL_SECONDS: '0', AUTO_CHECKPOINT: 'perhaps' };
  expect(() => readCheckpointSettings(env, file)).toThrow(
    expect.objectContaining({
      problems: [
        'checkpointing.backend is "redis"; allowed: sqlite or memory',
        'AUTO_CHECKPOINT is "perhaps"; allowed: true or false',
        'CHECKPOINT_INTERVAL_SECONDS is "0"; allowed: a whole number from 1 to 86400',
      ],
    }),
  );
});

test('U8: a key that nobody knows is an error', () => {
  expect(() => readCheckpointSettings({}, { interval: 3 })).toThrow(
    'checkpointing.interval is 3; allowed keys: backend, path',
  );
});

test('U8: the memory backend needs no file', async () => {
  const saver = openSaver(readCheckpointSettings({ CHECKPOINT_BACKEND: 'memory' }));
  expect(await saver.threads()).toEqual([]);
  await saver.close();
});
