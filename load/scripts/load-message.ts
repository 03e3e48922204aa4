const textBytes = 96;

/** The key of the nth message on a path; k6 sends it, and the runner knows the effect by it. */
export const loadKey = (path: string, nth: number): string => `load-${path}-${nth}`;

/** The text of a message by its key, so that the runner can tell whether it arrived unharmed. */
export const loadText = (key: string): string => {
  const text = `message ${key} `;
  return text.padEnd(textBytes, 'holdfast ').slice(0, textBytes).trimEnd();
};
