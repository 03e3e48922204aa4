import { UnsupportedCall } from '../unsupported-call.ts';

type Refusals = Readonly<Record<string, () => never>>;

const known = new Map<string, Refusals>();

const refusals = (module: string, real: object, face: object): Refusals => {
  const lacking = Object.entries(real).filter(
    // A capital letter begins a class: those do nothing until they are asked to.
    ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name) && !(name in face),
  );
  return Object.fromEntries(
    lacking.map(([name]) => [
      name,
      () => {
        throw new UnsupportedCall(`${module}.${name}`);
      },
    ]),
  );
};

/** For each function of a module that a face lacks, one that throws its name. */
export const unsupportedNames = (module: string, real: object, face: object): Refusals => {
  // Every face has the same names: one look at the module does for all lives.
  const found = known.get(module) ?? refusals(module, real, face);
  known.set(module, found);
  return found;
};
