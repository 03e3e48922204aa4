import { UnsupportedCall } from '../unsupported-call.ts';

/** For each function of a module that a face lacks, one that throws its name. */
export const unsupportedNames = (
  module: string,
  real: object,
  face: object,
): Readonly<Record<string, () => never>> => {
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
