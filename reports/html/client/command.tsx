import { useState } from 'preact/hooks';

const copyText = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // From disk the clipboard may be refused; the older way still works there.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
};

interface CommandProps {
  readonly text: string;
  readonly label: string;
}

/** A command to be run in a terminal, with a button that copies it. */
export const Command = ({ text, label }: CommandProps) => {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    copyText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1400);
    });
  return (
    <div class="command">
      <code>{text}</code>
      <button type="button" onClick={copy} title={label}>
        <span class="hidden">{label}: </span>
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </button>
    </div>
  );
};
