/**
 * A clock that a program can read from a picture: two rows of 24 black and white blocks near the top, which survive
 * scaling to a small tile and a lossy codec. The first two blocks of each row are for finding black and white; the
 * other 44 carry who it is (4 bits), the wall clock (32 bits) and a check sum (8 bits), highest bit first.
 */
export interface BitClockTime {
  /** 0–15. */
  readonly presenter: number;
  /** Wall clock of the frame's capture, milliseconds since 1970. */
  readonly wallMs: number;
}

export const bitClockColumns = 24;
export const bitClockRows = 2;

/** Where the blocks are, as fractions of the picture's width and height. */
export const bitClockArea = { left: 0.05, top: 16 / 360, width: 0.9, height: 48 / 360 } as const;

/** True is white. */
const syncBlocks: ReadonlyMap<number, boolean> = new Map([
  [0, true],
  [1, false],
  [bitClockColumns, false],
  [bitClockColumns + 1, true],
]);
const wallBits = 32;
const wallRangeMs = 2 ** wallBits;
/** Black and white further apart than this can be told from noise; luma, 0–255. */
const minContrast = 60;

/** CRC-8 with the polynomial x⁸ + x² + x + 1, over bits. */
function checksum(bits: readonly boolean[]): number {
  let crc = 0;
  for (const bit of bits) {
    const carry = (crc >> 7) ^ (bit ? 1 : 0);
    crc = ((crc << 1) & 0xff) ^ (carry ? 0x07 : 0);
  }
  return crc;
}

const toBits = (value: number, count: number): boolean[] =>
  Array.from({ length: count }, (_, index) => Math.floor(value / 2 ** (count - 1 - index)) % 2 === 1);

const toNumber = (bits: readonly boolean[]): number => bits.reduce((value, bit) => value * 2 + (bit ? 1 : 0), 0);

/** The 48 blocks row by row; true is white. */
export function bitClockBlocks({ presenter, wallMs }: BitClockTime): boolean[] {
  const facts = [...toBits(presenter, 4), ...toBits(Math.round(wallMs) % wallRangeMs, wallBits)];
  const payload = [...facts, ...toBits(checksum(facts), 8)];
  return Array.from(
    { length: bitClockColumns * bitClockRows },
    (_, block) => syncBlocks.get(block) ?? payload.shift() === true,
  );
}

/** The middle half of a block, where neighbours do not bleed in; fractions of the picture. */
export function bitClockProbe(block: number): { left: number; top: number; width: number; height: number } {
  const width = bitClockArea.width / bitClockColumns;
  const height = bitClockArea.height / bitClockRows;
  return {
    left: bitClockArea.left + ((block % bitClockColumns) + 0.25) * width,
    top: bitClockArea.top + (Math.floor(block / bitClockColumns) + 0.25) * height,
    width: width / 2,
    height: height / 2,
  };
}

/**
 * What the blocks say, or undefined when there is no clock (too little contrast, a wrong check sum).
 * @param levels mean luma of each block's probe, 0–255
 * @param nearMs any time within three weeks of the right one
 */
export function readBitClock(levels: readonly number[], nearMs: number): BitClockTime | undefined {
  const mean = (white: boolean) => {
    const blocks = [...syncBlocks].filter(([, isWhite]) => isWhite === white);
    return blocks.reduce((sum, [block]) => sum + (levels[block] ?? 0), 0) / blocks.length;
  };
  const [black, white] = [mean(false), mean(true)];
  if (white - black < minContrast) return undefined;
  const bits = levels.map((level) => level > (white + black) / 2);
  if ([...syncBlocks].some(([block, isWhite]) => bits[block] !== isWhite)) return undefined;
  const payload = bits.filter((_, block) => !syncBlocks.has(block));
  const facts = payload.slice(0, 4 + wallBits);
  if (payload.length !== 44 || toNumber(payload.slice(-8)) !== checksum(facts)) return undefined;
  const low = toNumber(facts.slice(4));
  const wallMs = Math.round((nearMs - low) / wallRangeMs) * wallRangeMs + low;
  return { presenter: toNumber(facts.slice(0, 4)), wallMs };
}
