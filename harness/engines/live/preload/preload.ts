// Loaded by `--import` before a program of the stack: this is the one module with a side effect
// at import, because Node offers no other place for it.
import { flushCompileCache } from 'node:module';
import { plantEdits } from './plant-edits.ts';
import { type PreloadSettings, settingsVariable } from './preload-settings.ts';
import { witnessAttempts } from './witness.ts';

const START_MS = 2_000;

const settings = process.env[settingsVariable];
if (settings !== undefined) {
  // Written by the engine in the same version.
  const parsed = JSON.parse(settings) as PreloadSettings;
  plantEdits(parsed);
  witnessAttempts(parsed);
  // A killed process never writes its compile cache, and most of ours are killed.
  setTimeout(() => flushCompileCache(), START_MS).unref();
}
