import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import type { UsedPlayer } from './use-player.ts';

const words = strings.watch;

/** How large the picture is; where there are several sizes, a choice of them, remembered for the next visit. */
export function QualityChoice({ used: { player, state } }: { readonly used: UsedPlayer }) {
  const { resolution, heights, chosenHeight } = state;
  const shown = resolution && words.quality(resolution.height);
  if (heights.length === 0) return shown ? <span data-testid="quality">{shown}</span> : null;
  // One that another programme had is not in the list.
  const chosen =
    chosenHeight === undefined ? undefined : (heights.find((one) => one <= chosenHeight) ?? heights.at(-1));
  return (
    <select
      className="quality"
      aria-label={words.qualityChoice}
      title={resolution && words.qualityHint(resolution.width, resolution.height)}
      data-testid="quality"
      value={chosen ?? ''}
      onChange={(event) => {
        const height = Number.parseInt(event.target.value, 10) || undefined;
        remember('quality', height === undefined ? '' : String(height));
        player.setHeight(height);
      }}
    >
      <option value="">{words.qualityAuto(shown)}</option>
      {heights.map((height) => (
        <option key={height} value={height}>
          {words.quality(height)}
        </option>
      ))}
    </select>
  );
}
