const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1000 },
] as const;

/** Says a length of time in its largest fitting unit. */
export function describeAge(ms: number): string {
  const unit = units.find((one) => ms >= one.ms);
  return unit === undefined ? '0 s' : `${Math.floor(ms / unit.ms)} ${unit.name}`;
}
