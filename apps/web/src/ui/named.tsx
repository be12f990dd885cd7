/**
 * What is written on a control, and the longer name that it has for who does not see what it stands beside. Content
 * instead of `aria-label`, so that the name is translated and found like every other text.
 */
export function Named({ short, name }: { readonly short: string; readonly name: string }) {
  return (
    <>
      <span aria-hidden>{short}</span>
      <span className="visually-hidden">{name}</span>
    </>
  );
}
