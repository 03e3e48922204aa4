import { sentence } from '../../../words/numbers.ts';
import { selectByIndex, type TimelineState } from './timeline-state.ts';

/** The run in sentences; each number shows its exchange in the timeline. */
export const Story = ({ state }: { readonly state: TimelineState }) => {
  const known = new Set(state.lists.exchanges.map((exchange) => exchange.index));
  return (
    <div class="story">
      {state.detail.story.map(({ tone, text, refs }) => (
        <p key={text} class={tone}>
          {sentence(text)}{' '}
          {refs
            .filter((ref) => known.has(ref))
            .slice(0, 6)
            .map((ref) => (
              <button type="button" class="ref" key={ref} onClick={() => selectByIndex(state, ref)}>
                <span class="hidden">show exchange </span>
                {ref}
              </button>
            ))}
        </p>
      ))}
    </div>
  );
};
