import { strings } from '../strings.ts';

/** Grey shapes where a list will be; seen only when it takes longer than 300 ms. */
export function ListSkeleton({ rows }: { readonly rows: number }) {
  return (
    <div className="list" role="status" aria-label={strings.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have nothing else to tell them apart
        <div key={row} className="skeleton" style={{ height: 72 }} />
      ))}
    </div>
  );
}

export function CardSkeleton({ cards }: { readonly cards: number }) {
  return (
    <div className="recordings" role="status" aria-label={strings.loading}>
      {Array.from({ length: cards }, (_, card) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <div key={card} className="skeleton" style={{ aspectRatio: '4 / 3' }} />
      ))}
    </div>
  );
}
