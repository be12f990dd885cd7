const tokenInPath = /^(.*\/live\/)([^/]+)(\/[^/]+\/)/;

/**
 * An address of a programme with the token of a newer address of the same programme: playlists that were loaded with the
 * old one go on naming it. What is not of that programme stays as it is.
 */
export function renewedAddress(address: string, newest: string): string {
  const [, base, , programme] = tokenInPath.exec(address) ?? [];
  const [, newBase, token, newProgramme] = tokenInPath.exec(newest) ?? [];
  if (base === undefined || base !== newBase || programme !== newProgramme) return address;
  return address.replace(tokenInPath, `${base}${token}${programme}`);
}
